/** What a request that was answered counts as: a delivery, a refusal, or neither. Pure. @module */

import type { Arrival, Delivery, Route } from "./arrival.ts";

/** As `applyEvents` and Gwop's refold say; `refused`: turned away, though its signature held. */
export const OUTCOMES = [
  ...(["applied", "duplicate", "stale", "unchanged"] as const),
  ...(["parked", "ids_disagree", "refused"] as const),
] as const;

export type DeliveryOutcome = (typeof OUTCOMES)[number];

/** Which check stopped a request. A closed list: what a stranger sends can't lengthen it. */
export const REASONS = [
  // There was no room.
  ...(["overloaded", "database_overloaded"] as const),
  // Of its body.
  ...(["body_too_large", "body_timeout", "body_interrupted", "body_in_crumbs"] as const),
  ...(["content_type_unsupported", "content_encoding_unsupported"] as const),
  // Of its signature; `signature_refused` where nobody can tell more.
  ...(["signature_missing", "signature_malformed", "signature_mismatch"] as const),
  ...(["timestamp_outside_tolerance", "signature_refused"] as const),
  // Of what else is asked of us.
  ...(["unauthorized", "buyer_reference_invalid", "registration_malformed"] as const),
  ...(["registration_conflict", "not_found", "method_not_allowed"] as const),
  // It was our fault.
  ...(["database_unavailable", "internal"] as const),
] as const;

export type Reason = (typeof REASONS)[number];

export type Verdict =
  | {
      readonly kind: "delivery";
      readonly delivery: Delivery;
      readonly outcome: DeliveryOutcome;
      /** The answer's `error`, or why the event is ignored. */
      readonly reason: string | null;
    }
  | { readonly kind: "refusal"; readonly route: Route; readonly reason: Reason }
  | { readonly kind: "neither" };

/**
 * Refusals that come after the signature held (A10 of the assumptions, and `gwop/webhook.ts`). A word
 * that we don't know is not among them: what nobody vouches for is a stranger's.
 */
const AFTER_SIGNATURE: readonly string[] = [
  ...["event_malformed", "event_id_mismatch", "event_type_mismatch", "merchant_unknown"],
  ...["state_read_failed", "not_applied"],
];

/** Where a refusal doesn't say. */
const REASON_BY_STATUS: ReadonlyMap<number, Reason> = new Map([
  [400, "buyer_reference_invalid"],
  [401, "unauthorized"],
  [404, "not_found"],
  [405, "method_not_allowed"],
  [503, "database_unavailable"],
]);

export function judge({ status, learned }: Arrival): Verdict {
  const { route, note, delivery } = learned;
  const outcome = delivery === null ? null : outcomeOf(status, note.outcome, note.refusal);
  if (delivery !== null && outcome !== null) {
    const reason = (outcome === "refused" ? note.refusal : note.reason) ?? null;
    return { kind: "delivery", delivery, outcome, reason };
  }
  // That we are not ready is no fault of whoever asks.
  if (status < 400 || route === "health") return { kind: "neither" };
  const said = findReason(note.reason) ?? findReason(note.refusal);
  const reason = said ?? REASON_BY_STATUS.get(status) ?? "internal";
  return { kind: "refusal", route, reason };
}

/** @returns `null` of a delivery that nobody vouches for. */
function outcomeOf(
  status: number,
  said: string | null | undefined,
  refusal: string | undefined,
): DeliveryOutcome | null {
  if (status >= 400) return AFTER_SIGNATURE.includes(refusal ?? "") ? "refused" : null;
  return OUTCOMES.find((outcome) => outcome === said) ?? null;
}

function findReason(said: string | undefined): Reason | undefined {
  return REASONS.find((reason) => reason === said);
}
