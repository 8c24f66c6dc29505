/** examples/README.md and the examples say the same. scripts/test --all judges them. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { EXAMPLES, linesOf, runFlagsOf } from "../scripts/examples.ts";

const FOLDER = new URL("../examples/", import.meta.url);
const page = readFileSync(new URL("README.md", FOLDER), "utf8");

/** The cells of the table, a row an example, without its head. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ["))
  .map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );

describe("examples/README.md", () => {
  test("has every example, and no other", () => {
    const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((one) => one.isDirectory());
    const names = EXAMPLES.map(({ name }) => name);
    assert.deepEqual(folders.map(({ name }) => name).toSorted(), names.toSorted());
    assert.deepEqual(
      rows.map(([link = ""]) => /^\[(\w+)\]/.exec(link)?.[1]),
      names,
    );
  });

  test("links to what exists", () => {
    for (const [, link = ""] of page.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      assert.ok(existsSync(new URL(link, FOLDER)), link);
    }
  });

  for (const [index, example] of EXAMPLES.entries()) {
    test(`says of ${example.name} how long it is, and how it is judged`, () => {
      const [, , lines, judged, command] = rows[index] ?? [];
      assert.equal(lines, String(linesOf(example)));
      assert.ok(linesOf(example) <= example.linesMax);
      assert.equal(judged, example.provider === "all" ? "Proxy, Gwop" : "Proxy");
      assert.equal(command, `\`scripts/harness run --start "${example.command}"\``);
    });
  }

  test("says where the routes are of what is mounted", () => {
    const [mounted] = EXAMPLES.filter(({ path }) => path !== "");
    assert.ok(mounted !== undefined);
    const [, , ...flags] = runFlagsOf(mounted);
    const own = flags.slice(0, flags.indexOf("--provider")).join(" ");
    assert.ok(page.includes(`scripts/harness run --start "${mounted.command}" ${own}\n`));
  });
});
