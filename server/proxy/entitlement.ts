/**
 * What Proxy's latest state of an object means for access. Pure: the decisions live here.
 *
 * It looks at the state, never at the story that the event tells: of two events that arrive in the
 * wrong order, both resolve to the same state and so to the same answer.
 *
 * @module
 */

import type {
  ProxySession,
  ProxySubscription,
  ResolvedProxyEvent,
} from "@proxy-checkout/server-js";
import type { Access, Entitlement } from "../entitlement.ts";
import { keyOf, versionOf } from "./order.ts";
import type { Policy } from "./policy.ts";

/** @returns `null` where the state says nothing about access: nothing is to be written. */
export function entitlementOf(resolved: ResolvedProxyEvent, policy: Policy): Entitlement | null {
  switch (resolved.kind) {
    case "initial_provision":
    case "terminal_session":
      return entitlementOfSession(resolved.session);
    case "subscription_renewed":
    case "subscription_cancel_scheduled":
    case "subscription_cancelled":
    case "payment_risk":
      return entitlementOfSubscription(resolved.subscription, policy);
    case "payment_attempt":
    case "ignored":
      return null;
  }
}

function entitlementOfSession(session: ProxySession): Entitlement | null {
  const access = accessOfSession(session.status);
  if (access === null) return null;
  return {
    source: session.id,
    buyerReference: session.buyerReference,
    access,
    renews: null,
    accessUntil: null,
    quantity: access === "granted" ? quantityOf(session.cartSnapshot) : null,
    startedBy: null,
    flags: [],
    version: keyOf(versionOf(session)),
  };
}

/** A7: `paid` is evidence that money arrived; only `provisionable` is leave to grant. */
function accessOfSession(status: string): Access | null {
  switch (status) {
    case "provisionable":
      return "granted";
    case "cancelled":
    case "failed":
    case "expired":
      return "unavailable";
    default:
      return null;
  }
}

function entitlementOfSubscription(
  subscription: ProxySubscription,
  policy: Policy,
): Entitlement | null {
  const access = accessOfSubscription(subscription, policy);
  if (access === null) return null;
  const periodEnd = subscription.currentPeriodEnd;
  return {
    source: subscription.id,
    buyerReference: subscription.buyerReference,
    access,
    renews: subscription.status !== "cancelled" && !subscription.cancelAtPeriodEnd,
    // Cut to milliseconds, which is what the probe shows: never later than what was paid for.
    accessUntil: periodEnd === null ? null : new Date(periodEnd),
    quantity: null, // the session that started it granted the units, and a renewal grants no more
    startedBy: subscription.originalProxySessionId,
    flags: [],
    version: keyOf(versionOf(subscription)),
  };
}

function accessOfSubscription(
  { status, currentPeriodEnd }: ProxySubscription,
  policy: Policy,
): Access | null {
  switch (status) {
    case "trialing":
    case "active":
      return "granted";
    case "past_due":
      return policy.pastDue;
    case "cancelled":
      // Without a period there is no end to wait for, and access would last for ever.
      return policy.cancelled === "until_period_end" && currentPeriodEnd !== null
        ? "granted"
        : "ended";
    default:
      return null;
  }
}

/**
 * Adds up the quantities of a cart of the documented shape, `{ lineItems: [{ quantity }] }`.
 *
 * @returns `null` for a cart of another shape, which is a merchant's right: a sum that leaves out
 * what it doesn't understand would be wrong units, granted without anyone noticing.
 */
function quantityOf(cart: ProxySession["cartSnapshot"]): number | null {
  const items: unknown = cart["lineItems"];
  if (!Array.isArray(items)) return null;
  let sum = 0;
  for (const item of items) {
    const quantity = readQuantity(item);
    if (quantity === null) return null;
    sum += quantity;
  }
  return Number.isSafeInteger(sum) ? sum : null;
}

function readQuantity(item: unknown): number | null {
  if (typeof item !== "object" || item === null || !("quantity" in item)) return null;
  const { quantity } = item;
  return typeof quantity === "number" && Number.isSafeInteger(quantity) && quantity >= 0
    ? quantity
    : null;
}
