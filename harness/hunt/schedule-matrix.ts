/** What every schedule of a size shows of which receiver, as a value: what is printed is made of it. @module */

import type { Size } from "../exhaustive/enumeration.ts";
import type { SmallestShown } from "./small-bench.ts";

/** One receiver before the schedules, or before a part of them. */
export type Played = {
  readonly name: string;
  readonly provider: string;
  /** All schedules of the size. */
  readonly total: number;
  readonly played: number;
  readonly shown: SmallestShown | null;
};

export type ScheduleHunt = Played & {
  readonly bug: string;
  /** How large the smallest schedule is that shows it; null where none is known. */
  readonly expected: Size | null;
};

export type ScheduleMatrix = {
  readonly size: Size;
  /** The correct receiver of each sender. */
  readonly correct: readonly Played[];
  readonly mutants: readonly ScheduleHunt[];
};

/** Parts of one receiver's schedules -> all of them. */
export function together(played: readonly Played[]): readonly Played[] {
  return [...Map.groupBy(played, ({ provider }) => provider)].map(([provider, parts]) => ({
    name: `the correct receiver (${provider})`,
    provider,
    total: parts[0]?.total ?? 0,
    played: parts.reduce((sum, { played }) => sum + played, 0),
    shown: parts
      .flatMap(({ shown }) => shown ?? [])
      .reduce<SmallestShown | null>(
        (first, one) => (first === null || one.number < first.number ? one : first),
        null,
      ),
  }));
}

/** @returns Why a mutant is not what is known of it; null where it is. */
export function objectionTo({ shown, expected }: ScheduleHunt): string | null {
  if (expected === null) return null;
  const known = `a schedule of ${expected.events} events and ${expected.deviations} deviations was to show it`;
  if (shown === null) return `${known}, and none did`;
  const { events, deviations } = shown.size;
  const isSo = events === expected.events && deviations === expected.deviations;
  return isSo ? null : `${known}, and one of ${events} and ${deviations} does`;
}

export function scheduleTally({ correct, mutants }: ScheduleMatrix): string {
  const shown = mutants.filter((one) => one.shown !== null).length;
  const objections = mutants.filter((one) => objectionTo(one) !== null).length;
  const accused = correct.filter((one) => one.shown !== null).length;
  return [
    `${shown} mutants shown`,
    `${mutants.length - shown} not`,
    ...(objections === 0 ? [] : [`${objections} not as known`]),
    `${accused} accusations`,
  ].join(", ");
}

/** @returns The exit code, as the target contract numbers them: 1, 0. */
export function scheduleExitCodeOf({ correct, mutants }: ScheduleMatrix): number {
  const isAccused = correct.some(({ shown }) => shown !== null);
  return isAccused || mutants.some((one) => objectionTo(one) !== null) ? 1 : 0;
}
