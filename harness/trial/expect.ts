/** What a check may demand of an answer. @module */

import { answerOf, describe, isAccepted, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { Broken, Unreachable } from "../target/verdict.ts";
import type { Judged } from "./watcher.ts";

/** @throws {Broken} Unless the delivery was acknowledged. */
export function expectAccepted(outcome: Judged, what: string): void {
  outcome.onDemand?.({ what, allowed: ["2xx"] });
  assertReached(outcome);
  if (!isAccepted(outcome)) throw answeredWith(outcome, `${what}: expected 2xx`);
}

/** @throws {Broken} Unless the answer's status is one of those allowed. */
export function expectStatus(
  outcome: Judged,
  allowed: readonly [number, ...number[]],
  what: string,
): void {
  outcome.onDemand?.({ what, allowed });
  assertReached(outcome);
  const status = statusOf(outcome);
  if (status === null || !allowed.includes(status)) {
    throw answeredWith(outcome, `${what}: expected ${allowed.join(" or ")}`);
  }
}

/** @throws {Broken} If the delivery was acknowledged. How it is refused is left to the target. */
export function expectRefused(outcome: Judged, what: string): void {
  outcome.onDemand?.({ what, allowed: ["not 2xx"] });
  assertReached(outcome);
  if (isAccepted(outcome)) throw answeredWith(outcome, `${what}: expected no 2xx`);
}

function answeredWith(outcome: WireOutcome, expected: string): Broken {
  return new Broken(`${expected}, got ${describe(outcome)}`, [], null, answerOf(outcome));
}

/** @throws {Unreachable} If no connection could be made: that accuses nobody. */
export function assertReached(outcome: WireOutcome): void {
  if (outcome.kind === "unreachable") {
    throw new Unreachable("the target refused the connection", outcome.cause);
  }
}
