/** Plays numbered schedules in their order, a few side by side, until one breaks or the time is over. @module */

import type { Broken } from "../target/verdict.ts";

/** How far it has come. */
export type Progress = {
  readonly played: number;
  /** The first number that was not played to its end; null where none is left. */
  readonly next: number | null;
};

export type Means = {
  /** @returns Why it broke; null where it held. */
  readonly play: (number: number) => Promise<Broken | null>;
  readonly lanes: number;
  /** Asked before each but the first. */
  readonly isOver: () => boolean;
  readonly onPlayed: (progress: Progress) => void;
};

/** The lowest number that broke. Those below it have all been played, and held. */
export type FirstBroken = { readonly number: number; readonly reason: Broken };

/**
 * @returns The first that broke; null where none did.
 * @throws {Error} Whatever a play threw, at once.
 */
export async function playNumbers(
  numbers: Iterator<number>,
  { play, lanes, isOver, onPlayed }: Means,
): Promise<FirstBroken | null> {
  let upcoming = numbers.next();
  const underWay = new Set<number>();
  const broken: FirstBroken[] = [];
  let played = 0;

  const progress = (): Progress => {
    const left = upcoming.done === true ? [...underWay] : [...underWay, upcoming.value];
    return { played, next: left.length === 0 ? null : Math.min(...left) };
  };
  const isAtEnd = (): boolean =>
    upcoming.done === true || broken.length > 0 || (played > 0 && isOver());

  const lane = async (): Promise<void> => {
    while (!isAtEnd() && upcoming.done !== true) {
      const number = upcoming.value;
      upcoming = numbers.next();
      underWay.add(number);
      const reason = await play(number);
      underWay.delete(number);
      played += 1;
      if (reason !== null) broken.push({ number, reason });
      onPlayed(progress());
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return broken.toSorted((a, b) => a.number - b.number)[0] ?? null;
}
