/**
 * What a delivery is answered: which part of it failed is not told, and nothing of it is repeated.
 *
 * @see docs/assumptions.md#a10
 * @module
 */

import type { Parts } from "./parts.ts";
import type { Answer, Fault } from "./passing.ts";

type AnswerParts = "answerOutcome" | "answerFault" | "answerError" | "logLine";

const STATUSES: Readonly<Record<Fault, number>> = {
  method_not_allowed: 405,
  type_not_supported: 415,
  body_too_large: 413,
  body_incomplete: 408,
  signature_missing: 401,
  signature_malformed: 401,
  signature_mismatch: 401,
  timestamp_outside_tolerance: 401,
  event_malformed: 400,
  merchant_unknown: 403,
};

export const answers: Pick<Parts, AnswerParts> = {
  answerOutcome: (outcome) => json(200, { outcome }),

  answerFault: (fault) => {
    const status = STATUSES[fault];
    const error = status === 401 ? "unauthorized" : fault;
    return json(status, { error }, status === 405 ? { allow: "POST" } : {});
  },

  // Whatever was thrown, the sender can only try again.
  answerError: () => json(503, { error: "try_again" }, { "retry-after": "1" }),

  logLine: ({ status }) => `delivery answered ${status}`,
};

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}
