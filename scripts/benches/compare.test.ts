import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compare } from "./compare.ts";
import { sampleResult } from "./sample-result.ts";

const BEFORE = sampleResult({ grant: [{ ratio: 0.3 }, { ratio: 0.4 }] });

function changed(...ratios: readonly number[]) {
  return compare(BEFORE, sampleResult({ grant: ratios.map((ratio) => ({ ratio })) }));
}

describe("compare()", () => {
  test("tells a change only where no round of the one is as good as any of the other", () => {
    assert.deepEqual(changed(0.42, 0.5), [
      "grant: of pgbench 0.35 -> 0.46, BETTER beyond the spread",
    ]);
    assert.deepEqual(changed(0.1, 0.29), [
      "grant: of pgbench 0.35 -> 0.20, WORSE beyond the spread",
    ]);
    assert.deepEqual(changed(0.4, 0.9), ["grant: of pgbench 0.35 -> 0.65, within the spread"]);
  });

  test("does not know of a single round how far the next one would be", () => {
    assert.match(changed(0.9)[0] ?? "", /a single round: no spread to compare it with$/);
  });

  test("compares how long it took where the rate is fixed, and there less is better", () => {
    const paced = (...times: readonly number[]) =>
      sampleResult({ "grant/open": times.map((p99Ms) => ({ p99Ms, offered: 100 })) });
    assert.deepEqual(compare(paced(10, 12), paced(5, 7)), [
      "grant/open: p99 ms 11.00 -> 6.00, BETTER beyond the spread",
    ]);
  });

  test("says what is new, and leaves out what is not measured now", () => {
    assert.deepEqual(compare(BEFORE, sampleResult({ gwop: [{}] })), ["gwop: new"]);
  });
});
