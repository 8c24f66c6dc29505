import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Verdict } from "../run/report.ts";
import { compareOverTime } from "./comparison.ts";
import { onDay, type Verdicts, verdicts } from "./testing.ts";

const series = fc.array(verdicts, { minLength: 1, maxLength: 8 });

function brokenIn(runs: readonly Verdicts[]) {
  return compareOverTime(runs.map((run, index) => onDay(index + 1, run))).trend?.broken ?? [];
}

describe("a trend", () => {
  test("calls broken what the last run that decided it found broken, since the run after it held", () =>
    fc.assert(
      fc.property(series, (runs) => {
        const broken = new Map(brokenIn(runs).map((one) => [one.id, one]));
        for (const id of Object.keys(runs[0] ?? {})) {
          const found = runs.map((run) => run[id]);
          const isDecided = (verdict: Verdict | null | undefined): boolean =>
            verdict === "held" || verdict === "broken";
          const one = broken.get(id);
          assert.equal(one !== undefined, found.filter(isDecided).at(-1) === "broken");
          if (one === undefined) continue;
          assert.equal(found[one.since], "broken");
          assert.ok(!found.slice(one.since).includes("held"));
          const before = found.slice(0, one.since);
          assert.equal(before.lastIndexOf("held"), one.lastHeld ?? -1);
          assert.ok(!before.slice(one.lastHeld ?? 0).includes("broken"));
        }
      }),
    ));

  test("is told in the order in which the runs began, whatever order they come in", () =>
    fc.assert(
      fc.property(series, fc.infiniteStream(fc.nat()), (runs, ranks) => {
        const inOrder = runs.map((run, index) => onDay(index + 1, run));
        const shuffled = inOrder
          .map((run) => ({ run, rank: ranks.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ run }) => run);
        const names = compareOverTime(shuffled).columns.map(({ name }) => name);
        assert.deepEqual(
          names,
          inOrder.map(({ name }) => name),
        );
        assert.deepEqual(compareOverTime(shuffled).trend, compareOverTime(inOrder).trend);
      }),
    ));

  test("says that a run which could not try it mended nothing", () => {
    const ID = "order/any-order";
    const runs = (["held", "broken", "untested", null, "broken"] as const).map((verdict) => ({
      [ID]: verdict,
    }));
    const [one] = brokenIn(runs);
    assert.equal(one?.since, 1);
    assert.equal(one?.lastHeld, 0);
  });
});
