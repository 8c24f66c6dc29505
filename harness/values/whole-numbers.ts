/** Whole numbers at and beyond every width in which they are commonly kept. @module */

import fc from "fast-check";

/** What JSON carries exactly wherever numbers are doubles. */
export const WHOLE_MAX = Number.MAX_SAFE_INTEGER;

/** Of an amount in minor units, as Proxy documents it. */
export const INT_32_MAX = 2_147_483_647;

const BITS = [7, 8, 15, 16, 24, 31, 32, 53] as const;

/** The last number that fits, the first that does not, and the next. */
const EDGES: readonly number[] = BITS.flatMap((bits) =>
  [2 ** bits - 1, 2 ** bits, 2 ** bits + 1].filter((edge) => edge <= WHOLE_MAX),
);

/** @returns Numbers from `min` to `max`, many of them at an edge; the smallest first. */
export function wholeNumbers({
  min = 0,
  max = WHOLE_MAX,
}: {
  readonly min?: number;
  readonly max?: number;
}): fc.Arbitrary<number> {
  const edges = edgesWithin(min, max);
  return fc.oneof(fc.constantFrom(min, ...edges), fc.integer({ min, max }));
}

/** @returns Every edge from `min` to `max`, and both of these. */
export function edgesWithin(min: number, max: number): readonly number[] {
  const within = EDGES.filter((edge) => edge > min && edge < max);
  return [...new Set([min, ...within, max])];
}
