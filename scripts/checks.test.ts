import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "./checks.ts";

describe("judge()", () => {
  const passed = { passed: 5, failed: 0, skipped: 1 };

  test("believes a runner that counted its tests", () => assert.equal(judge(0, passed), 0));

  test("keeps a runner's own code", () => assert.equal(judge(7, passed), 7));

  for (const [name, tally] of [
    ["that left no report", null],
    ["that counted no test", { passed: 0, failed: 0, skipped: 0 }],
    ["that counted a failed test", { ...passed, failed: 1 }],
  ] as const) {
    test(`does not believe a 0 of a runner ${name}`, () => assert.equal(judge(0, tally), 1));
  }
});
