/** In which orders, how often and how close together the deliveries of a recording are delivered. Pure. @module */

import fc from "fast-check";
import type { Replay, Replayable } from "./deliveries.ts";

/** Deliveries that are sent at one moment; most often one alone. */
export type Group = readonly Replayable[];

/** One after the other. */
export type Schedule = readonly Group[];

export function asItWas({ deliveries }: Replay): Schedule {
  return deliveries.map((one) => [one]);
}

/** Each at once again, and all of them once more when all is over. */
export function repeated({ deliveries }: Replay): Schedule {
  return [...deliveries.flatMap((one) => [[one], [one]]), ...deliveries.map((one) => [one])];
}

/**
 * @param seed Of the shuffles.
 * @returns The last first, and so many other orders.
 */
export function reordered(
  { deliveries }: Replay,
  { seed, orders }: { readonly seed: number; readonly orders: number },
): readonly Schedule[] {
  const all = [...deliveries];
  const shuffles = fc.sample(
    fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
    { seed, numRuns: orders },
  );
  return [all.toReversed(), ...shuffles].map((order) => order.map((one) => [one]));
}

/** What is about one record meets there: more at once meet no more often. */
const TOGETHER_MAX = 6;

/** @returns One schedule a buyer: of what was told of theirs, in order, a few at one moment and each twice. */
export function raced({ deliveries }: Replay): readonly Schedule[] {
  const byBuyer = Map.groupBy(
    deliveries,
    ({ told, line }) => told?.object.buyer_reference ?? `line ${line}`,
  );
  return [...byBuyer.values()].map((mine) =>
    Array.from({ length: Math.ceil(mine.length / TOGETHER_MAX) }, (_, part) =>
      mine.slice(part * TOGETHER_MAX, (part + 1) * TOGETHER_MAX).flatMap((one) => [one, one]),
    ),
  );
}

/**
 * Leaves out as much of a schedule as it does not take to break: halves first, and in the end each group.
 *
 * @param stillBreaks Plays a schedule; it may say no when time is up.
 */
export async function fewest(
  schedule: Schedule,
  stillBreaks: (shorter: Schedule) => Promise<boolean>,
): Promise<Schedule> {
  let kept = schedule;
  for (let size = Math.ceil(schedule.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const shorter = kept.toSpliced(at, size);
      if (shorter.length > 0 && (await stillBreaks(shorter))) kept = shorter;
      else at += size;
    }
  }
  return kept;
}
