/** What became of a delivery. @module */

import type { WireAnswer, WireOutcome } from "./wire.ts";

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

/** @returns The answer; `null` where none came. */
export function answerOf(outcome: WireOutcome): WireAnswer | null {
  return outcome.kind === "answered" ? outcome.answer : null;
}

export function isAccepted(outcome: WireOutcome): boolean {
  const status = statusOf(outcome);
  return status !== null && status >= 200 && status < 300;
}
