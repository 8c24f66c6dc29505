/**
 * Lets as many in as can be served, lets as many wait as will be served in time, and turns away the rest.
 *
 * Without it an overload serves nobody: what waits too long is given up by its sender after the work
 * was done for it.
 *
 * @module
 */

import { OverloadError } from "./database-error.ts";

export type GateOptions = {
  /** How many are inside at once; it may change. */
  readonly slots: () => number;
  /** How long anybody may have to wait for a slot. */
  readonly waitMsMax: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

export type Gate = {
  /** Whether somebody who came now would be let in in time. */
  readonly isOpen: () => boolean;
  /**
   * Waits for a slot, then works in it.
   *
   * @throws {OverloadError} If there will be none in time. `work` wasn't called.
   */
  readonly enter: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Before anybody was served, an estimate. */
const FIRST_SERVICE_MS = 2;

/** How much the latest service counts among those before it: some ten of them make the estimate. */
const LATEST_WEIGHT = 0.1;

/** Beyond it nobody being served is a standstill, not a pause of this process. */
const STANDSTILL_MS = 500;

/**
 * Shares of the longest wait. The gate is closed where more than the first is expected, since what is
 * let in and then waits in vain is turned away late; but whoever found it open a moment ago, and
 * prepared to come in, may still do so up to the second.
 */
const OPEN_UP_TO = 0.6;
const ENTER_UP_TO = 0.8;

export function createGate({ slots, waitMsMax, now }: GateOptions): Gate {
  const waiting = new Set<() => void>();
  let inside = 0;
  let serviceMs = FIRST_SERVICE_MS;
  let movedAt = now();

  const hasSlot = (): boolean => inside < slots();

  const estimateWaitMs = (): number => {
    if (hasSlot()) return 0;
    const stillMs = now() - movedAt;
    const eachMs = stillMs > STANDSTILL_MS ? Math.max(serviceMs, stillMs) : serviceMs;
    return ((waiting.size + 1) * eachMs) / slots();
  };

  const takeOverSlot = async (): Promise<void> => {
    if (estimateWaitMs() > waitMsMax * ENTER_UP_TO) throw new OverloadError();
    const { promise, resolve: admit, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      waiting.delete(admit);
      reject(new OverloadError());
    }, waitMsMax);
    waiting.add(admit);
    await promise.finally(() => clearTimeout(timer));
  };

  const leave = (enteredAt: number): void => {
    movedAt = now();
    serviceMs += LATEST_WEIGHT * (movedAt - enteredAt - serviceMs);
    inside -= 1;
    for (const admitNext of waiting) {
      if (!hasSlot()) return;
      waiting.delete(admitNext);
      inside += 1; // from now on, so that whoever comes meanwhile can't overtake
      admitNext();
    }
  };

  return {
    isOpen: () => estimateWaitMs() <= waitMsMax * OPEN_UP_TO,
    enter: async (work) => {
      if (hasSlot()) inside += 1;
      else await takeOverSlot();
      const enteredAt = now();
      movedAt = enteredAt;
      try {
        return await work();
      } finally {
        leave(enteredAt);
      }
    },
  };
}
