/** What the workflows may not do, whoever changes them. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";

const FOLDER = ".github/workflows";

describe("the workflows", () => {
  for (const file of readdirSync(FOLDER)) {
    const text = readFileSync(`${FOLDER}/${file}`, "utf8");

    test(`use no action that may change under its name: ${file}`, () => {
      const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action = ""]) => action);
      const moving = used.filter((action) => !/^\.\/|@[0-9a-f]{40}$/.test(action));
      assert.ok(used.length > 0);
      assert.deepEqual(moving, []);
    });

    test(`have no secret but the run's own token, and may write only where a job says so: ${file}`, () => {
      assert.doesNotMatch(text, /secrets\./);
      assert.match(text, /^permissions:\n {2}contents: read$/m);
    });

    test(`let no expression into a script, where its value would be code: ${file}`, () => {
      const lines = text.split("\n").filter((line) => line.includes("${{"));
      const elsewhere = lines.filter((line) => !/^ +[A-Z_]+: \$\{\{ [\w.]+ \}\}$/.test(line));
      assert.deepEqual(elsewhere, []);
    });
  }
});
