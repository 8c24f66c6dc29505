/**
 * How long after an acknowledgement the probe may take to agree, and how long it took.
 *
 * Most senders advise to acknowledge first and to apply afterwards; whether a receiver does so is its
 * own affair, and a run is told.
 *
 * @see docs/target-contract.md#applied-a-little-later
 * @module
 */

export type Lag = {
  /** How long the probe may take; 0 where an acknowledgement means that it agrees. */
  readonly allowedMs: number;
  /** Tells how long it took. */
  readonly note: (waitedMs: number) => void;
  /** For how long after the last answer the probe is watched, since it may agree and then no more. */
  readonly watchMs: () => number;
  /**
   * Whether it is worth the time to look once more at a probe that disagrees.
   *
   * @returns A function that is told whether it was; null where enough of it was in vain.
   */
  readonly lookAgain: () => ((wasWorthIt: boolean) => void) | null;
};

/** A second event that is applied when the first one was takes as long as that one, or a bit more. */
const WATCH_FACTOR = 2;
const WATCH_MS_MIN = 100;

/** So many looks in vain tell that it is not late but wrong: others would cost their time as well. */
const VAIN_LOOKS_MAX = 10;

/** @param vainLooksMax 0 where a second look is of no use, as nobody reads the words of a finding. */
export function createLag(allowedMs: number, vainLooksMax = VAIN_LOOKS_MAX): Lag {
  let longestMs = 0;
  let looksLeft = vainLooksMax;
  return {
    allowedMs,
    note: (waitedMs) => {
      longestMs = Math.max(longestMs, waitedMs);
    },
    watchMs: () => Math.min(allowedMs, WATCH_FACTOR * longestMs + WATCH_MS_MIN),
    lookAgain: () => {
      if (looksLeft === 0) return null;
      looksLeft -= 1;
      return (wasWorthIt) => {
        if (wasWorthIt) looksLeft += 1;
      };
    },
  };
}

/** An acknowledgement means that the probe agrees, and no second look is taken. */
export const NO_LAG: Lag = createLag(0, 0);
