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
  /** It was not answered in time. */
  readonly hung?: boolean;
  /** Why there was no connection, where there was none. */
  readonly unreachable?: Error;
};

export function attemptOf(outcome: WireOutcome): Attempt {
  const attempt = {
    isAcknowledged: isAccepted(outcome),
    answer: describe(outcome),
    answered: answerOf(outcome),
    hung: outcome.kind === "timed_out",
  };
  return outcome.kind === "unreachable" ? { ...attempt, unreachable: outcome.cause } : attempt;
}

/** What a receiver refuses for half a second, without a fault planned, it refuses for ever. */
const ATTEMPTS_MAX = 6;
const FIRST_RETRY_MS = 20;
/** Each costs as long as an answer may take. */
const HANGS_MAX = 2;

/**
 * @param what Is sent: the subject of the accusation where it never is acknowledged.
 * @param hangsMax After so many attempts that were not answered in time it is given up.
 * @throws {Broken} If it never is.
 * @throws {Unreachable} If the target could not be connected to, to the last.
 */
export async function untilAcknowledged(
  what: string,
  attempt: () => Promise<Attempt>,
  hangsMax: number = HANGS_MAX,
): Promise<void> {
  const answers: string[] = [];
  let hangs = 0;
  for (let number = 1; ; number += 1) {
    const { isAcknowledged, answer, answered, hung, unreachable } = await attempt();
    if (isAcknowledged) return;
    answers.push(answer);
    if (hung === true) hangs += 1;
    if (number < ATTEMPTS_MAX && hangs < hangsMax) {
      await wait(FIRST_RETRY_MS * 2 ** (number - 1));
    } else if (unreachable !== undefined) {
      throw new Unreachable("the target could not be connected to", unreachable);
    } else {
      const said = `${what} was never acknowledged in ${number} ${number === 1 ? "attempt" : "attempts"}`;
      throw new Broken(said, [`answers  ${answers.join(", ")}`], null, answered ?? null);
    }
  }
}
