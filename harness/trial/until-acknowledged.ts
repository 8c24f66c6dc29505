/** Sending again, as any sender does what was not acknowledged (A12). @module */

import { setTimeout as wait } from "node:timers/promises";
import { answerOf, describe, isAccepted } from "../courier/outcome.ts";
import type { WireAnswer, WireOutcome } from "../courier/wire.ts";
import { Broken, Unreachable } from "../target/verdict.ts";

export type Attempt = {
  readonly isAcknowledged: boolean;
  /** In words. */
  readonly answer: string;
  /** As it came. */
  readonly answered?: WireAnswer | null;
  /** Why there was no connection, where there was none. */
  readonly unreachable?: Error;
};

export function attemptOf(outcome: WireOutcome): Attempt {
  const attempt = {
    isAcknowledged: isAccepted(outcome),
    answer: describe(outcome),
    answered: answerOf(outcome),
  };
  return outcome.kind === "unreachable" ? { ...attempt, unreachable: outcome.cause } : attempt;
}

/** What a receiver refuses for half a second, without a fault planned, it refuses for ever. */
const ATTEMPTS_MAX = 6;
const FIRST_RETRY_MS = 20;

/**
 * @param what Is sent: the subject of the accusation where it never is acknowledged.
 * @throws {Broken} If it never is.
 * @throws {Unreachable} If the target could not be connected to, to the last.
 */
export async function untilAcknowledged(
  what: string,
  attempt: () => Promise<Attempt>,
): Promise<void> {
  const answers: string[] = [];
  for (let number = 1; ; number += 1) {
    const { isAcknowledged, answer, answered, unreachable } = await attempt();
    if (isAcknowledged) return;
    answers.push(answer);
    if (number < ATTEMPTS_MAX) {
      await wait(FIRST_RETRY_MS * 2 ** (number - 1));
    } else if (unreachable !== undefined) {
      throw new Unreachable("the target could not be connected to", unreachable);
    } else {
      const said = `${what} was never acknowledged in ${ATTEMPTS_MAX} attempts`;
      throw new Broken(said, [`answers  ${answers.join(", ")}`], null, answered ?? null);
    }
  }
}
