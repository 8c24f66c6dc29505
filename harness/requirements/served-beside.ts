/** Whether a delivery is served while others wait for something that does not come. @module */

import { setTimeout as wait } from "node:timers/promises";
import { isAccepted } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { Broken } from "../target/verdict.ts";
import { expectAccepted } from "../trial/expect.ts";

/** Those that wait. */
export type Waiting = {
  /** Each one's end: answered, cut, or given up. One that is put off for later never ends here. */
  readonly outcomes: readonly Promise<unknown>[];
  /** Settled once all of them wait. */
  readonly underWay: Promise<unknown>;
  /** Lets go of them. */
  readonly end: () => void;
};

/** The target gives the waiting ones up in its own time: on a busy machine it may do so early. */
const TRIES = 3;

/** For whoever can't have all of them under way at once. */
const UNDER_WAY_WITHIN_MS = 200;

/**
 * Expects that a delivery is acknowledged before the first of those is given up.
 *
 * By what comes first, not by a time: whoever is served when its turn comes, comes second.
 *
 * @throws {Broken} If it is refused, not answered, or answered after one of those, each time.
 */
export async function expectServedBeside(
  begin: () => Promise<Waiting>,
  deliver: () => Promise<WireOutcome>,
  what: string,
): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const { outcomes, underWay, end } = await begin();
    try {
      let isOver = false;
      const firstEnd = Promise.race(outcomes).then(() => {
        isOver = true;
      });
      await Promise.race([underWay, firstEnd, wait(UNDER_WAY_WITHIN_MS)]);
      const outcome = await deliver();
      const isLast = tried === TRIES;
      if (!isOver && (isAccepted(outcome) || isLast)) {
        return expectAccepted(outcome, `a delivery beside ${what}`);
      }
      if (isLast) throw new Broken(`a delivery beside ${what} had to wait for its turn`);
    } finally {
      end();
    }
  }
}
