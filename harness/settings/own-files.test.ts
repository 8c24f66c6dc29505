import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ROOT, readOwnText } from "./own-files.ts";

describe("the harness's own files", () => {
  test("are found from the project's root", () => {
    assert.ok(existsSync(join(ROOT, "docs/target-contract.md")));
    assert.match(readOwnText("harness/by-hand/parts/setup.sh"), /^set -eu$/m);
  });

  test("are looked for in one place, since in a package all modules are one file", () => {
    const asking = readdirSync(join(ROOT, "harness"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) => /import\.meta\b/.test(readFileSync(join(ROOT, "harness", file), "utf8")));
    // A thread begins beside the one that starts it.
    assert.deepEqual(asking.toSorted(), ["hunt/judges.ts", "settings/own-files.ts"]);
  });
});
