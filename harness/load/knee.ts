/**
 * Which rate to try next, and which of those that were tried can be sustained. Pure.
 *
 * Doubled until one doesn't hold, then halved between the two (by their ratio). A machine has moods: a
 * rate doesn't hold only once it has not held twice.
 *
 * @module
 */

export type Tried = { readonly ratePerSecond: number; readonly holds: boolean };

export type Range = {
  /** Where the search begins, in deliveries a second. */
  readonly from: number;
  /** No more is offered. */
  readonly max: number;
};

/** Closer than two runs of one rate are to one another there is nothing to be found. */
const PRECISION = 1.15;

/** @returns Null once it is known as well as it can be. */
export function nextRate(tried: readonly Tried[], { from, max }: Range): number | null {
  const last = tried.at(-1);
  if (last === undefined) return Math.min(from, max);
  if (!last.holds && triesOf(tried, last.ratePerSecond) === 1) return last.ratePerSecond;

  const broken = lowestBroken(tried);
  const held = sustainable(tried);
  if (broken === null) return held === null || held >= max ? null : Math.min(held * 2, max);
  if (held === null) return broken <= 1 ? null : Math.max(1, Math.floor(broken / 2));
  const between = Math.round(Math.sqrt(held * broken));
  return broken / held <= PRECISION || between === held || between === broken ? null : between;
}

/** @returns The highest rate that held below all that did not; null where there is none. */
export function sustainable(tried: readonly Tried[]): number | null {
  const broken = lowestBroken(tried) ?? Number.POSITIVE_INFINITY;
  const held = tried.filter(({ ratePerSecond, holds }) => holds && ratePerSecond < broken);
  return held.length === 0 ? null : Math.max(...held.map(({ ratePerSecond }) => ratePerSecond));
}

function lowestBroken(tried: readonly Tried[]): number | null {
  const broken = tried.filter(({ ratePerSecond, holds }) => {
    const isAgain = tried.some((other) => other.ratePerSecond === ratePerSecond && other.holds);
    return !holds && !isAgain;
  });
  return broken.length === 0 ? null : Math.min(...broken.map(({ ratePerSecond }) => ratePerSecond));
}

function triesOf(tried: readonly Tried[], rate: number): number {
  return tried.filter(({ ratePerSecond }) => ratePerSecond === rate).length;
}
