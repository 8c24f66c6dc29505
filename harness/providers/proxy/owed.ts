/**
 * What was acknowledged before its state could be read, where the target may apply it later.
 *
 * Nobody sends it again, so the target owes it: it reads again by itself, and until then believes no
 * payload.
 *
 * @see docs/target-contract.md "Applied a little later"
 * @module
 */

import { isAccepted } from "../../courier/outcome.ts";
import type { WireOutcome } from "../../courier/wire.ts";
import type { ReadFault } from "../../simulator/fault.ts";
import { Broken } from "../../target/verdict.ts";
import type { Trial } from "../../trial/trial.ts";

/** More than anybody reads while a run waits for it. */
const READS_MAX = 1_000;

export function isOwed({ settleMs }: Trial, outcome: WireOutcome): boolean {
  return settleMs > 0 && isAccepted(outcome);
}

/**
 * @param fault What every read of the object meets, until this lets the API answer rightly again.
 * @throws {Broken} If something is granted before that, or not granted after it.
 */
export async function expectOwed(
  trial: Trial,
  { buyer, session }: { readonly buyer: string; readonly session: string },
  fault: ReadFault,
): Promise<void> {
  trial.stage.misbehave(session, Array(READS_MAX).fill(fault));
  const shown = await trial.readRecords(buyer);
  if (shown.some(({ access }) => access === "granted")) {
    throw new Broken(`${session}: granted while its state can't be read`);
  }
  trial.stage.behave(session);
  // A read that hangs is still to be given up.
  await expectNotLost(trial, buyer, fault.kind === "hang" ? trial.target.answerWithinMs : 0);
}

/**
 * @param withinMs How much longer than the time to settle it may take.
 * @throws {Broken} If what was acknowledged is not applied without being sent again.
 */
export async function expectNotLost(trial: Trial, buyer: string, withinMs = 0): Promise<void> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await trial.expectEntitlements(buyer);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      if (performance.now() < endsAt) continue;
      const { message, details } = error;
      throw new Broken(
        `acknowledged before the state could be read, and lost: ${message}`,
        details,
      );
    }
  }
}
