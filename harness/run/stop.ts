/** Why a run ends before all was asked: said once, by the first who has a reason. @module */

import type { Stopped } from "./report.ts";

export type Stop = {
  readonly stopped: () => Stopped | null;
  /** Later reasons than the first one are of no interest. */
  readonly because: (stopped: Stopped) => void;
};

export function createStop(): Stop {
  let first: Stopped | null = null;
  return {
    stopped: () => first,
    because: (stopped) => {
      first ??= stopped;
    },
  };
}
