import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const PAINTS = `import { screenPaint } from ${JSON.stringify(
  fileURLToPath(new URL("./screen-paint.ts", import.meta.url)),
)}; console.log(JSON.stringify(screenPaint("red", "x")));`;

function paintedIntoPipe(environment: Readonly<Record<string, string>>): string {
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...rest } = process.env;
  const { stdout } = spawnSync(process.execPath, ["-e", PAINTS], {
    encoding: "utf8",
    env: { ...rest, ...environment },
  });
  return JSON.parse(stdout);
}

describe("screenPaint()", () => {
  test("leaves what goes into a pipe plain, in CI too", () => {
    assert.equal(paintedIntoPipe({}), "x");
    assert.equal(paintedIntoPipe({ CI: "true" }), "x");
  });

  test("colours it where that is asked for, but for who wants no colour", () => {
    assert.notEqual(paintedIntoPipe({ FORCE_COLOR: "1" }), "x");
    assert.equal(paintedIntoPipe({ FORCE_COLOR: "1", NO_COLOR: "1" }), "x");
  });
});
