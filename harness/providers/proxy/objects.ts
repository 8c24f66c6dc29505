/**
 * The objects of Proxy's world, spelled as its HTTP API spells them.
 *
 * @see docs/target-contract.md#session; docs/target-contract.md#subscription; docs/assumptions.md#a5; docs/assumptions.md#a6
 * @module
 */

import { nanosecondsOf } from "../../simulator/instant.ts";
import type { WorldObject } from "../../simulator/world.ts";

/** In the order of A5: a later one ranks higher, the final ones last. */
export const SESSION_STATUSES = [
  "created",
  "payer_handoff_pending",
  "payer_opened",
  "paid",
  "provisionable",
  "cancelled",
  "failed",
  "expired",
] as const;

/** In the order of A11. */
export const SUBSCRIPTION_STATUSES = ["trialing", "active", "past_due", "cancelled"] as const;

export type SessionStatus = (typeof SESSION_STATUSES)[number];
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

export type LineItem = {
  readonly id: string;
  readonly name: string;
  /** Minor units of the session's currency. */
  readonly amountMinor: number;
  readonly quantity: number;
};

/** One purchase: somebody buys, somebody else pays. Instants are ISO 8601, UTC. */
export type Session = {
  readonly id: string;
  readonly status: SessionStatus;
  readonly buyer_reference: string;
  readonly amount_minor: number;
  readonly currency: string;
  /** What is in it is the merchant's own affair. */
  readonly cart_snapshot: Readonly<Record<string, unknown>>;
  readonly cart_version: number;
  readonly integration_mode: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly payer_destination_url: string | null;
  readonly provider_checkout_session_id: string | null;
  readonly provider_checkout_session_psp: string | null;
  readonly idempotency_key: string | null;
  readonly payer_contact: { readonly email: string | null; readonly phone: string | null };
  readonly created_at: string;
  readonly updated_at: string;
  readonly expires_at: string;
};

/** A purchase that renews. It names the session that started it; the session doesn't name it (A13). */
export type Subscription = {
  readonly id: string;
  readonly original_proxy_session_id: string;
  readonly buyer_reference: string;
  readonly status: SubscriptionStatus;
  readonly cancel_at_period_end: boolean;
  readonly current_period_start: string | null;
  readonly current_period_end: string | null;
  readonly trial_end: string | null;
  readonly ended_at: string | null;
  readonly latest_invoice_id: string | null;
  readonly latest_invoice_amount_minor: number | null;
  readonly latest_invoice_currency: string | null;
  readonly latest_payment_status: string | null;
  readonly provider_subscription_id: string;
  readonly provider_checkout_session_id: string | null;
  readonly psp: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export type ProxyObject = Session | Subscription;

export function isSession(object: WorldObject): object is Session {
  return "cart_snapshot" in object;
}

export function isSubscription(object: WorldObject): object is Subscription {
  return "original_proxy_session_id" in object;
}

/**
 * Orders two states of one object that share an `updated_at` (A11): status, then a scheduled
 * cancellation, then the end of the paid period.
 *
 * @returns Above zero where `a` is the newer state, zero where nothing tells them apart.
 */
export function compareTied(a: ProxyObject, b: ProxyObject): number {
  const left = tieBreakers(a);
  const right = tieBreakers(b);
  const differing = left.findIndex((value, index) => value !== right[index]);
  if (differing === -1) return 0;
  return (left[differing] ?? 0) > (right[differing] ?? 0) ? 1 : -1;
}

function tieBreakers(object: ProxyObject): readonly (number | bigint)[] {
  if (!isSubscription(object)) return [SESSION_STATUSES.indexOf(object.status)];
  const { status, cancel_at_period_end, current_period_end } = object;
  return [
    SUBSCRIPTION_STATUSES.indexOf(status),
    cancel_at_period_end ? 1 : 0,
    current_period_end === null ? Number.NEGATIVE_INFINITY : nanosecondsOf(current_period_end),
  ];
}
