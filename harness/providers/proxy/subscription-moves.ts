/**
 * What may happen to a subscription, and what announces it.
 *
 * @see docs/assumptions.md#a6 (states); docs/assumptions.md#a14 (events)
 * @module
 */

import { later, wholeSecond } from "../../simulator/instant.ts";
import type { Session, Subscription } from "./objects.ts";

export const SUBSCRIPTION_COMMANDS = [
  "renew",
  "end_trial",
  "fail_payment",
  "recover",
  "schedule_cancellation",
  "undo_cancellation",
  "cancel_subscription",
] as const;

export type SubscriptionCommand = (typeof SUBSCRIPTION_COMMANDS)[number];

export type SubscriptionMove = {
  readonly fields: Partial<Subscription>;
  readonly event: string;
};

const PERIOD_MS = 30 * 86_400_000;

/**
 * @param at What the world's clock shows.
 * @returns The move; or null where Proxy would not do this now.
 */
export function subscriptionMove(
  held: Subscription,
  command: SubscriptionCommand,
  at: string,
): SubscriptionMove | null {
  const { status, cancel_at_period_end: scheduled } = held;
  const ongoing = status !== "cancelled";
  switch (command) {
    case "renew":
      return status === "active" && !scheduled ? renewed(nextPeriod(held)) : null;
    case "end_trial":
      return status === "trialing" && !scheduled
        ? renewed({ status: "active", ...nextPeriod(held) })
        : null;
    case "fail_payment":
      return status === "active"
        ? {
            fields: { status: "past_due", latest_payment_status: "failed" },
            event: "subscription.payment_failed",
          }
        : null;
    case "recover":
      return status === "past_due"
        ? renewed({ status: "active", latest_payment_status: "paid" })
        : null;
    case "schedule_cancellation":
      return ongoing && !scheduled
        ? { fields: { cancel_at_period_end: true }, event: "subscription.cancel_scheduled" }
        : null;
    case "undo_cancellation":
      return ongoing && scheduled ? renewed({ cancel_at_period_end: false }) : null;
    case "cancel_subscription":
      return ongoing
        ? { fields: { status: "cancelled", ended_at: at }, event: "subscription.cancelled" }
        : null;
  }
}

function renewed(fields: Partial<Subscription>): SubscriptionMove {
  return { fields, event: "subscription.renewed" };
}

/** The last that ISO 8601 writes with four digits of a year. */
const LAST_PERIOD = "9999";

/** None where there was none, nor where it would end in a year of five digits. */
function nextPeriod({ current_period_end: start }: Subscription): Partial<Subscription> {
  if (start === null || start.startsWith(LAST_PERIOD)) return {};
  return { current_period_start: start, current_period_end: later(start, PERIOD_MS) };
}

/** Which subscription begins, and how; see the command that starts one. */
export type Beginning = {
  readonly subscription: string;
  readonly trial: boolean;
  readonly beyondMs?: number;
};

/**
 * Its periods end on whole seconds: a receiver that keeps instants in seconds shows them right.
 *
 * @param at What the world's clock shows.
 */
export function newSubscription(
  session: Session,
  { subscription: id, trial, beyondMs = 0 }: Beginning,
  at: string,
): Subscription {
  const start = later(wholeSecond(at), beyondMs);
  const end = later(start, PERIOD_MS);
  return {
    id,
    original_proxy_session_id: session.id,
    buyer_reference: session.buyer_reference,
    status: trial ? "trialing" : "active",
    cancel_at_period_end: false,
    current_period_start: start,
    current_period_end: end,
    trial_end: trial ? end : null,
    ended_at: null,
    latest_invoice_id: null,
    latest_invoice_amount_minor: session.amount_minor,
    latest_invoice_currency: session.currency,
    latest_payment_status: "paid",
    provider_subscription_id: `sub_of_${id}`,
    provider_checkout_session_id: session.provider_checkout_session_id,
    psp: "stripe",
    created_at: at,
    updated_at: at,
  };
}
