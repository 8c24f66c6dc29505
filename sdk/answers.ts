/**
 * What a delivery is answered: the table of A10, in its only place.
 *
 * 4xx where the same bytes could not fare better, 5xx where they might. All faults of a signature
 * share one answer, so that no answer tells a forger which check stopped them.
 *
 * @module
 */

const STATUS = {
  method_not_allowed: 405,
  content_type_unsupported: 415,
  content_encoding_unsupported: 415,
  body_too_large: 413,
  body_unreadable: 503,
  signature_refused: 401,
  event_malformed: 400,
  event_id_mismatch: 400,
  state_read_failed: 503,
  not_applied: 503,
} as const;

export type Refusal = keyof typeof STATUS;

/** Long enough for a restart or a lagging replica, short against a sender's own backoff. */
const RETRY_AFTER_SECONDS = "5";

/** What an operator needs to find the delivery in a log, and nothing else of its payload. */
export type RefusalDetails = { readonly event_id?: string; readonly code?: string };

/** @param details Only for a delivery that was verified. */
export function refuse(refusal: Refusal, details: RefusalDetails = {}): Response {
  const status = STATUS[refusal];
  return Response.json({ error: refusal, ...details }, { status, headers: headersOf(status) });
}

export function acknowledge(): Response {
  return Response.json({ received: true });
}

function headersOf(status: (typeof STATUS)[Refusal]): Record<string, string> {
  switch (status) {
    case 405:
      return { allow: "POST" };
    case 503:
      return { "retry-after": RETRY_AFTER_SECONDS };
    default:
      return {};
  }
}
