/** What the latest state of an object means: the table of A4. Pure. @module */

import type { ProxyEvent } from "./event.ts";
import type { ProxySession, ProxySubscription } from "./objects.ts";

/** The eight documented kinds (ENT); each carries the event that led to the read (A15). */
export type ResolvedProxyEvent =
  | {
      readonly kind: SessionKind;
      readonly event: ProxyEvent;
      readonly session: ProxySession;
    }
  | {
      readonly kind: SubscriptionKind;
      readonly event: ProxyEvent;
      readonly subscription: ProxySubscription;
    }
  | IgnoredEvent;

/** Of an unknown status comes what was read: that it is older than the event still matters. */
type IgnoredEvent = { readonly kind: "ignored"; readonly event: ProxyEvent } & (
  | { readonly reason: "unknown_type" }
  | { readonly reason: "unknown_status"; readonly session: ProxySession }
  | { readonly reason: "unknown_status"; readonly subscription: ProxySubscription }
);

type SessionKind = "initial_provision" | "payment_attempt" | "terminal_session";

type SubscriptionKind =
  | "subscription_renewed"
  | "subscription_cancel_scheduled"
  | "subscription_cancelled"
  | "payment_risk";

/** A5. `paid` is evidence of a payment; only `provisionable` grants (A7). */
const KIND_BY_SESSION_STATUS: ReadonlyMap<string, SessionKind> = new Map([
  ["created", "payment_attempt"],
  ["payer_handoff_pending", "payment_attempt"],
  ["payer_opened", "payment_attempt"],
  ["paid", "payment_attempt"],
  ["provisionable", "initial_provision"],
  ["cancelled", "terminal_session"],
  ["failed", "terminal_session"],
  ["expired", "terminal_session"],
]);

/** The event's type plays no part: a late event about an object says nothing about it now. */
export function resolveSession(event: ProxyEvent, session: ProxySession): ResolvedProxyEvent {
  const kind = KIND_BY_SESSION_STATUS.get(session.status);
  if (kind === undefined) return { kind: "ignored", event, reason: "unknown_status", session };
  return { kind, event, session };
}

export function resolveSubscription(
  event: ProxyEvent,
  subscription: ProxySubscription,
): ResolvedProxyEvent {
  const kind = kindOfSubscription(subscription);
  if (kind === null) return { kind: "ignored", event, reason: "unknown_status", subscription };
  return { kind, event, subscription };
}

/** A6. Whether a cancellation is scheduled matters only while the subscription runs. */
function kindOfSubscription(subscription: ProxySubscription): SubscriptionKind | null {
  switch (subscription.status) {
    case "trialing":
    case "active":
      return subscription.cancelAtPeriodEnd
        ? "subscription_cancel_scheduled"
        : "subscription_renewed";
    case "past_due":
      return "payment_risk";
    case "cancelled":
      return "subscription_cancelled";
    default: // the sender's list is open
      return null;
  }
}
