/** What became of a receiver from run to run: what broke when, and since when it has been so. Pure. @module */

import { type Changes, changesBetween } from "./changes.ts";
import type { Row } from "./rows.ts";

/** A requirement that the last run that tried it found broken. */
export type BrokenSince = Pick<Row, "id" | "level" | "claim"> & {
  /** The run that found it broken first, and since which none found it held: the number of its column. */
  readonly since: number;
  /** The last run before in which it held; null where it never did. */
  readonly lastHeld: number | null;
  /** What the last run said that tried it. */
  readonly reason: string | null;
};

export type Trend = {
  /** To each run from the one before; null for the first. */
  readonly changes: readonly (Changes | null)[];
  /** What has been broken longest comes first. */
  readonly broken: readonly BrokenSince[];
};

/**
 * @param rows A cell a run, the earliest first.
 * @param runs How many there are.
 */
export function trendOf(rows: readonly Row[], runs: number): Trend {
  return {
    changes: Array.from({ length: runs }, (_, run) =>
      run === 0 ? null : changesBetween(rows, run - 1, run),
    ),
    broken: rows.flatMap(brokenSince).toSorted((a, b) => a.since - b.since),
  };
}

/** A run that did not try it, or could say nothing, neither mends nor breaks it. */
function brokenSince({ id, level, claim, cells }: Row): readonly BrokenSince[] {
  const decided = cells.flatMap(({ verdict, reason }, run) =>
    verdict === "held" || verdict === "broken" ? [{ verdict, reason, run }] : [],
  );
  const last = decided.at(-1);
  if (last?.verdict !== "broken") return [];
  const lastHeld = decided.findLast(({ verdict }) => verdict === "held")?.run ?? null;
  const since = decided.find(({ run }) => run > (lastHeld ?? -1))?.run ?? last.run;
  return [{ id, level, claim, since, lastHeld, reason: last.reason }];
}
