import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { typedCommand } from "./typed-command.ts";

describe("typedCommand()", () => {
  test("keeps what was typed, quoted for a shell where it must be", () => {
    assert.equal(
      typedCommand("scripts/harness", ["run", "--start", "bun it's.ts", "--strict"]),
      "scripts/harness run --start 'bun it'\\''s.ts' --strict",
    );
  });

  test("leaves out what a replay says again, in both spellings of a flag", () => {
    const args = ["run", "--seed", "7", "--only=order", "--path", "1:2", "--scheme", "t-v1"];
    assert.equal(typedCommand("scripts/harness", args), "scripts/harness run --scheme t-v1");
  });

  test("leaves out a soak, which would go on after the replay, and quiet, which says less of it", () => {
    assert.equal(
      typedCommand("scripts/harness", ["run", "--soak", "--quiet", "--strict"]),
      "scripts/harness run --strict",
    );
  });

  test("leaves out the reports, which a replay would write over", () => {
    const args = ["run", "--report", "junit=out.xml", "--url", "http://127.0.0.1:1/"];
    assert.equal(
      typedCommand("scripts/harness", args),
      "scripts/harness run --url http://127.0.0.1:1/",
    );
  });
});
