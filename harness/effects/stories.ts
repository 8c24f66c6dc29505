/** Which requirements' stories are counted: those of which it is certain how much they grant. @module */

import type { Requirement } from "../requirements/requirement.ts";

/**
 * By their ids, at whichever sender's endpoint there are such; other senders' have their name before it.
 *
 * Stories with subscriptions are left out: whether one's session was granted before the subscription
 * stood in its place is up to when it was heard of.
 */
export const COUNTED: readonly string[] = [
  // Repetitions.
  "dedupe/same-delivery-twice",
  "dedupe/fresh-stamp",
  "dedupe/granted-once",
  "dedupe/new-id-same-content",
  "dedupe/same-id-other-bytes",
  "dedupe/same-id-other-object",
  "dedupe/unsigned-header-id",
  "dedupe/parked-copies",
  "dedupe/registered-again-after-payment",
  // What fails, is refused or is lost at first.
  "dedupe/lost-answer",
  "dedupe/failure-is-not-a-duplicate",
  "dedupe/forged-is-not-recorded",
  "dedupe/stale-is-not-recorded",
  "dedupe/malformed-is-not-recorded",
  // What comes late.
  "order/provisionable-before-paid",
  "order/late-payment-after-failure",
  "order/late-event-of-another-object",
  "order/months-late",
  "order/tied-sessions",
  "order/all-orders-of-an-invoice",
  "order/late-expired",
  "order/late-canceled",
  "order/paid-after-final",
  // What happens at once.
  "race/first-copy-fails",
  "race/stale-writer-session",
  "race/all-events-together",
  "race/payment-and-registration",
  "race/parked-copies-and-registration",
  "race/registrations-together",
  "race/copies-together",
  "race/copies-of-each",
  "race/buyers-together",
  // Restarts.
  "dedupe/survives-restart",
  "dedupe/acknowledged-then-killed",
  "dedupe/killed-in-flight",
  "state/parked-survives-restart",
  "state/registration-survives-restart",
];

/** @returns Those of one sender's endpoint, in the order of {@link COUNTED}. */
export function storiesOf(
  provider: string,
  requirements: readonly Requirement[],
): readonly Requirement[] {
  const own = requirements.filter((each) => each.provider === provider);
  return COUNTED.flatMap((id) =>
    own.filter((each) => each.id === id || each.id === `${provider}/${id}`),
  );
}
