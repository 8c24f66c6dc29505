import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { huntOnBench, type Shown } from "../hunt/hunt-on-bench.ts";

/** Bugs that need a certain order or moment. */
const HUNTED: readonly Shown[] = [
  ["order/late-renewal-resurrects", "order/no-resurrection", 3],
  ["order/ties-by-arrival", "race/slow-writers", 4],
  ["race/compares-before-reading", "race/slow-writers", 4],
  ["order/last-read-wins", "order/any-order", 4],
  ["state/both-records-grant", "order/any-order", 4],
];

const { hunt, expectShown } = huntOnBench("proxy");

describe("the invariants", { timeout: 120_000 }, () => {
  for (const shown of HUNTED) {
    const [mutant, , events] = shown;
    test(`show ${mutant} by ${events} events at most, on any seed`, () =>
      expectShown(shown, "evt_1"));
  }

  test("say what was expected beside what was shown", async () => {
    const { details } = await hunt("state/both-records-grant", "order/any-order", 1);
    assert.ok(
      details.some((line) => /oracle: .* probe: /.test(line)),
      details.join("\n"),
    );
  });
});
