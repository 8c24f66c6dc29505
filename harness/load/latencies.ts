/** What many times come to. Pure. @module */

export type Latencies = {
  /** In milliseconds, to a hundredth. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
};

/** @returns Null of no times at all: 0 would look fast. */
export function latenciesOf(milliseconds: readonly number[]): Latencies | null {
  const sorted = Float64Array.from(milliseconds).sort();
  if (sorted.length === 0) return null;
  const at = (share: number): number => rounded(percentile(sorted, share));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/**
 * The nearest rank: a time that was measured, and never one between two.
 *
 * @param sorted From the smallest on; not empty.
 * @param share From 0 to 1.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError("Cannot take a percentile: expected some values");
  return value;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
