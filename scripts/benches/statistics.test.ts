import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { spreadOf } from "./statistics.ts";

describe("spreadOf()", () => {
  test("is the one in the middle, between the least and the greatest", () => {
    assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3 });
    assert.deepEqual(spreadOf([5]), { median: 5, min: 5, max: 5 });
  });

  test("lies between the two in the middle where there is none", () => {
    assert.deepEqual(spreadOf([4, 1, 2, 100]), { median: 3, min: 1, max: 100 });
  });

  test("has nothing to say of nothing", () => {
    assert.throws(() => spreadOf([]), RangeError);
  });
});
