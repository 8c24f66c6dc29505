/** What a refusal is for, where the receiver's own statuses tell. @module */

import { describe, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { Broken, Untested } from "../target/verdict.ts";
import { expectStatus } from "../trial/expect.ts";
import { ping } from "../trial/ping.ts";
import type { Trial } from "../trial/trial.ts";
import { inverted, type Oddities, signatures } from "./odd-delivery.ts";

/**
 * For bodies that are no events, with signatures that must not hold: each is to be refused as it is
 * with a signature that is surely wrong. Which of the two is looked at first is left to the target.
 *
 * @throws {Broken} If one is not refused, or refused otherwise: then its signature held.
 * @throws {Untested} If the target refuses bad signatures and bad bodies alike.
 */
export async function expectEachUnsigned(trial: Trial, oddities: Oddities): Promise<void> {
  for (const [what, oddity] of Object.entries(oddities)) {
    const outcome = await trial.deliver({ ...ping(trial), ...oddity });
    expectStatus(outcome, ["4xx"], what);
    const wrong = { ...ping(trial), ...oddity, bend: signatures(inverted) };
    const reference = await trial.deliver(wrong);
    if (statusOf(outcome) !== statusOf(reference)) {
      throw new Broken(
        `${what}: expected the answer to a wrong signature, ${describe(reference)}, got ${describe(outcome)}`,
      );
    }
  }
  const { unsigned, malformed } = await trial.habits();
  assertDiffer(unsigned, malformed, "a wrong signature and a body that is no event");
}

/**
 * For a body over the limit with a wrong signature, once it was refused.
 *
 * @throws {Broken} If it was refused for its signature.
 * @throws {Untested} If the target refuses bad signatures and large bodies alike.
 */
export async function expectTooLargeFirst(
  trial: Trial,
  outcome: WireOutcome,
  what: string,
): Promise<void> {
  // Who hangs up on a body has not waited for its end.
  if (outcome.kind === "cut") return;
  const { unsigned, tooLarge } = await trial.habits();
  assertDiffer(unsigned, tooLarge, "a wrong signature and a body over the limit");
  if (statusOf(outcome) === unsigned) {
    throw new Broken(`${what}: expected ${tooLarge}, as with a good one, got ${unsigned}`);
  }
}

function assertDiffer(one: number | null, other: number | null, what: string): void {
  if (one === null || other === null) {
    throw new Untested(`the target's answers don't tell ${what} apart: one of them got none`);
  }
  if (one === other) throw new Untested(`the target answers ${what} alike: ${one}`);
}
