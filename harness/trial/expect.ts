/** What a check may demand of an answer. @module */

import type { WireOutcome } from "../courier/wire.ts";
import { Broken, Unreachable } from "../requirements/requirement.ts";
import type { Judged } from "./witness.ts";

/** @returns What happened to a request, in a few words: `200`, `no answer in time`. */
export function describe(outcome: WireOutcome): string {
  switch (outcome.kind) {
    case "answered":
      return String(outcome.answer.status);
    case "timed_out":
      return "no answer in time";
    case "cut":
      return "connection closed without an answer";
    case "malformed":
      return `an answer that is no HTTP: ${outcome.reason}`;
    case "unreachable":
      return "unreachable";
  }
}

/** @returns The status; `null` where no answer came. */
export function statusOf(outcome: WireOutcome): number | null {
  return outcome.kind === "answered" ? outcome.answer.status : null;
}

export function isAccepted(outcome: WireOutcome): boolean {
  const status = statusOf(outcome);
  return status !== null && status >= 200 && status < 300;
}

/** @throws {Broken} Unless the delivery was acknowledged. */
export function expectAccepted(outcome: Judged, what: string): void {
  outcome.onDemand?.({ what, allowed: ["2xx"] });
  assertReached(outcome);
  if (!isAccepted(outcome)) throw new Broken(`${what}: expected 2xx, got ${describe(outcome)}`);
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
    throw new Broken(`${what}: expected ${allowed.join(" or ")}, got ${describe(outcome)}`);
  }
}

/** @throws {Broken} If the delivery was acknowledged. How it is refused is left to the target. */
export function expectRefused(outcome: Judged, what: string): void {
  outcome.onDemand?.({ what, allowed: ["not 2xx"] });
  assertReached(outcome);
  if (isAccepted(outcome)) throw new Broken(`${what}: expected no 2xx, got ${describe(outcome)}`);
}

/** @throws {Unreachable} If no connection could be made: that accuses nobody. */
export function assertReached(outcome: WireOutcome): void {
  if (outcome.kind === "unreachable") {
    throw new Unreachable("the target refused the connection", outcome.cause);
  }
}
