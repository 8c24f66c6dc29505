import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { latenciesOf } from "./latencies.ts";

describe("latenciesOf()", () => {
  test("takes the nearest ranks, in whatever order the times come", () => {
    const times = Array.from({ length: 200 }, (_, index) => 200 - index);
    assert.deepEqual(latenciesOf(times), { p50: 100, p90: 180, p99: 198, max: 200 });
    assert.deepEqual(latenciesOf([7.123456]), { p50: 7.12, p90: 7.12, p99: 7.12, max: 7.12 });
  });

  test("says nothing of no times at all", () => assert.equal(latenciesOf([]), null));
});
