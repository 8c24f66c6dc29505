/** What several rounds come to. Pure. @module */

import type { CaseResult, Sample } from "./result.ts";

/** The middle one, and how far the others are from it. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** @param values At least one. Of an even number of them the median lies between the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new RangeError("Cannot tell a spread: expected at least one value");
  }
  return { median: (low + high) / 2, min, max };
}

/** Of one figure over a case's rounds. */
export function spreadIn({ samples }: CaseResult, figure: (sample: Sample) => number): Spread {
  return spreadOf(samples.map(figure));
}
