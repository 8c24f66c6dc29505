/** What a check may demand of an answer. @module */

import { answerOf, describe, isAccepted, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { Broken, Unreachable } from "../target/verdict.ts";
import type { Allowed, Statuses } from "./sender.ts";
import type { Judged } from "./watcher.ts";

/** "Not here", "gone", "too early", "too often", "too slow": a sender does not take them for a no. */
const NO_REFUSALS: ReadonlySet<number> = new Set([404, 408, 410, 425, 429]);

/** @throws {Broken} Unless the delivery was acknowledged. */
export function expectAccepted(outcome: Judged, what: string): void {
  outcome.onDemand?.({ what, allowed: ["2xx"] });
  assertReached(outcome);
  if (!isAccepted(outcome)) throw answeredWith(outcome, `${what}: expected 2xx`);
}

/** @throws {Broken} Unless the answer's status is one of those allowed. */
export function expectStatus(outcome: Judged, allowed: Statuses, what: string): void {
  outcome.onDemand?.({ what, allowed });
  assertReached(outcome);
  const status = statusOf(outcome);
  if (status !== null && allowed.some((each) => allows(each, status))) return;
  const isTaken = status !== null && NO_REFUSALS.has(status) && allowed.includes("4xx");
  const otherwise = isTaken ? ", which senders take for something else" : "";
  const wanted = allowed.map((each) => (each === "any_4xx" ? "4xx" : each)).join(" or ");
  throw answeredWith(outcome, `${what}: expected ${wanted}`, otherwise);
}

function allows(allowed: Allowed, status: number): boolean {
  const isIn = (hundred: number): boolean => Math.floor(status / 100) === hundred;
  switch (allowed) {
    case "2xx":
      return isIn(2);
    case "4xx":
      return isIn(4) && !NO_REFUSALS.has(status);
    case "any_4xx":
      return isIn(4);
    case "5xx":
      return isIn(5);
    default:
      return status === allowed;
  }
}

/** @throws {Broken} If the delivery was acknowledged. How it is refused is left to the target. */
export function expectRefused(outcome: Judged, what: string): void {
  outcome.onDemand?.({ what, allowed: ["not 2xx"] });
  assertReached(outcome);
  if (isAccepted(outcome)) throw answeredWith(outcome, `${what}: expected no 2xx`);
}

function answeredWith(outcome: WireOutcome, expected: string, otherwise = ""): Broken {
  const message = `${expected}, got ${describe(outcome)}${otherwise}`;
  return new Broken(message, [], null, answerOf(outcome));
}

/** @throws {Unreachable} If no connection could be made: that accuses nobody. */
export function assertReached(outcome: WireOutcome): void {
  if (outcome.kind === "unreachable") {
    throw new Unreachable("the target refused the connection", outcome.cause);
  }
}
