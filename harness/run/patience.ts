/** How long a run waits for a receiver that leaves deliveries unanswered. @module */

import type { Seen } from "./seen.ts";
import type { Stop } from "./stop.ts";

/** After so many deliveries that were not answered in time nobody has to be shown it twice. */
const HANGS_TO_KNOW = 3;

/** For answers that never came, a lane: with all else that a run does, under three minutes. */
const WAITED_MS_MAX = 60_000;
/** Of one that is asked one requirement after the other, since a few such requests would use up a lane's. */
const WAITED_MS_MIN = 120_000;

/** For one requirement, beside the time in which it may generate histories. The slowest takes a third. */
export const REQUIREMENT_WITHIN_MS = 90_000;

export type Patience = {
  /** It has shown that it hangs: fewer attempts are enough. */
  readonly isSpent: () => boolean;
  readonly note: (seen: Seen) => void;
};

export function createPatience(lanes: number, stop: Stop): Patience {
  let hung = 0;
  let waitedMs = 0;
  return {
    isSpent: () => hung >= HANGS_TO_KNOW,
    note: (seen) => {
      hung += seen.hung;
      waitedMs += seen.waitedMs;
      if (waitedMs < Math.max(WAITED_MS_MIN, WAITED_MS_MAX * lanes)) return;
      const seconds = Math.round(waitedMs / 1000);
      stop.because({
        why: "hangs",
        reason: `${hung} deliveries were not answered in time, for which ${seconds} s were waited in all: find what it waits for`,
      });
    },
  };
}
