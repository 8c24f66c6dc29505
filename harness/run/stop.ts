/** Why a run ends before all was asked: said once, by the first who has a reason. @module */

import type { Stopped } from "./report.ts";

export type Stop = {
  readonly stopped: () => Stopped | null;
  /** Aborted as the run stops: what is under way then is not waited for. */
  readonly signal: AbortSignal;
  /** Later reasons than the first one are of no interest. */
  readonly because: (stopped: Stopped) => void;
};

export function createStop(): Stop {
  const controller = new AbortController();
  let first: Stopped | null = null;
  return {
    stopped: () => first,
    signal: controller.signal,
    because: (stopped) => {
      first ??= stopped;
      controller.abort();
    },
  };
}
