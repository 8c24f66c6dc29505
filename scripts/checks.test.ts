import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge, together } from "./checks.ts";

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

describe("together()", () => {
  const lifetime = { start: () => assert.fail("nothing is to be started") };
  const check = (code: number, passed: number) => ({
    name: "one of them",
    run: async () => ({ code, tally: { passed, failed: 0, skipped: 0 } }),
  });

  test("is as all of its checks, and fails where one fails", async () => {
    const done = async () => undefined;
    const fine = together(lifetime, "both", [check(0, 1), check(0, 2)], done);
    assert.equal(fine.name, "both");
    assert.deepEqual(await fine.run(), { code: 0, tally: { passed: 3, failed: 0, skipped: 0 } });
    assert.equal(
      (await together(lifetime, "both", [check(0, 1), check(7, 2)], done).run()).code,
      7,
    );
  });
});
