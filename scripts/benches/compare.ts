/** What has changed since an earlier bench, beyond what changes by itself. Pure. @module */

import type { CaseResult, Result, Sample } from "./result.ts";
import { type Spread, spreadIn } from "./statistics.ts";

/** As ratios to the yardstick, since a machine is not as fast today as it was. */
type Figure = {
  readonly name: string;
  readonly of: (sample: Sample) => number;
  readonly better: "higher" | "lower";
};

const RATIO: Figure = { name: "of pgbench", of: ({ ratio }) => ratio, better: "higher" };
/** A rate that is fixed says nothing: there it is how long it took. */
const LATENCY: Figure = { name: "p99 ms", of: ({ p99Ms }) => p99Ms, better: "lower" };

/**
 * A line a case of both. A change is told where no round of the one is as good as any of the other; of
 * a single round nobody knows how far the next one would be from it.
 */
export function compare(earlier: Result, now: Result): readonly string[] {
  return now.cases.flatMap((one) => {
    const before = earlier.cases.find(({ id }) => id === one.id);
    return before === undefined ? [`${one.id}: new`] : [`${one.id}: ${changeIn(before, one)}`];
  });
}

function changeIn(before: CaseResult, now: CaseResult): string {
  const isPaced = now.samples.every(({ offered }) => offered !== null);
  const { name, of, better } = isPaced ? LATENCY : RATIO;
  const [was, is] = [spreadIn(before, of), spreadIn(now, of)];
  const told = `${name} ${was.median.toFixed(2)} -> ${is.median.toFixed(2)}`;
  if (Math.min(before.samples.length, now.samples.length) < 2) {
    return `${told}, a single round: no spread to compare it with`;
  }
  if (!areApart(was, is)) return `${told}, within the spread`;
  const isBetter = is.median > was.median === (better === "higher");
  return `${told}, ${isBetter ? "BETTER" : "WORSE"} beyond the spread`;
}

function areApart(one: Spread, other: Spread): boolean {
  return one.max < other.min || other.max < one.min;
}
