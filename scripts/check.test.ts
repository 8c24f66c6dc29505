import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { together } from "./check.ts";

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
