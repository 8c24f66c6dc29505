/**
 * What was acknowledged before its state could be read, where the target may apply it later.
 *
 * Nobody sends it again, so the target owes it: it reads again by itself, and until then believes no
 * payload.
 *
 * @see docs/target-contract.md#applied-a-little-later
 * @module
 */

import { isAccepted } from "../../courier/outcome.ts";
import type { WireOutcome } from "../../courier/wire.ts";
import type { ReadFault } from "../../simulator/fault.ts";
import { Broken } from "../../target/verdict.ts";
import type { Trial } from "../../trial/trial.ts";

export function isOwed({ settleMs }: Trial, outcome: WireOutcome): boolean {
  return settleMs > 0 && isAccepted(outcome);
}

/**
 * @param fault What every read of the object meets by now: this lets the API answer rightly again.
 * @throws {Broken} If something is granted before that, or not granted after it.
 */
export async function expectOwed(
  trial: Trial,
  { buyer, session }: { readonly buyer: string; readonly session: string },
  fault: ReadFault,
): Promise<void> {
  const shown = await trial.readRecords(buyer);
  if (shown.some(({ access }) => access === "granted")) {
    throw new Broken(`${session}: granted while its state can't be read`);
  }
  trial.stage.behave(session);
  if (fault.kind === "hang") await untilGranted(trial, buyer);
  await expectNotLost(trial, buyer);
}

/** A read that hangs is still to be given up, in no more time than an answer may take. */
async function untilGranted({ readRecords, target }: Trial, buyer: string): Promise<void> {
  const endsAt = performance.now() + target.answerWithinMs;
  let isGranted = false;
  while (!isGranted && performance.now() < endsAt) {
    isGranted = (await readRecords(buyer)).some(({ access }) => access === "granted");
  }
}

/** @throws {Broken} If what was acknowledged is not applied without being sent again. */
export async function expectNotLost(trial: Trial, buyer: string): Promise<void> {
  try {
    await trial.expectEntitlements(buyer);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const lost = "acknowledged before the state could be read, and lost";
    throw new Broken(`${lost}: ${error.message}`, error.details);
  }
}
