import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProxyEvent } from "./event.ts";
import { wireSession, wireSubscription } from "./objects.ts";
import { type ResolvedProxyEvent, resolveSession, resolveSubscription } from "./resolve.ts";
import { wireSessionSample, wireSubscriptionSample } from "./testing.ts";

/** Says the opposite of most states below: the state decides, not the event. */
const event: ProxyEvent = {
  id: "evt_1",
  type: "subscription.renewed",
  createdAt: "2026-01-01T00:00:05.000Z",
  objectId: "psub_1",
  objectUpdatedAt: "2026-01-01T00:00:05.000Z",
  objectSnapshot: { status: "active", cancelAtPeriodEnd: false, currentPeriodEnd: null },
};

type Kind = ResolvedProxyEvent["kind"];

const sessionRows: readonly (readonly [status: string, kind: Kind])[] = [
  ["created", "payment_attempt"],
  ["payer_handoff_pending", "payment_attempt"],
  ["payer_opened", "payment_attempt"],
  ["paid", "payment_attempt"],
  ["provisionable", "initial_provision"],
  ["cancelled", "terminal_session"],
  ["failed", "terminal_session"],
  ["expired", "terminal_session"],
];

const subscriptionRows: readonly (readonly [status: string, cancels: boolean, kind: Kind])[] = [
  ["trialing", false, "subscription_renewed"],
  ["active", false, "subscription_renewed"],
  ["trialing", true, "subscription_cancel_scheduled"],
  ["active", true, "subscription_cancel_scheduled"],
  ["past_due", false, "payment_risk"],
  ["past_due", true, "payment_risk"],
  ["cancelled", false, "subscription_cancelled"],
  ["cancelled", true, "subscription_cancelled"],
];

const unknownStatuses = ["refunded", "canceled", "PAID", "constructor", "__proto__"];

const ignored = { kind: "ignored", event, reason: "unknown_status" } as const;

describe("resolveSession()", () => {
  for (const [status, kind] of sessionRows) {
    test(`takes ${status} for ${kind}`, () => {
      const session = wireSession.parse({ ...wireSessionSample, status });
      assert.deepEqual(resolveSession(event, session), { kind, event, session });
    });
  }

  for (const status of [...unknownStatuses, "active"]) {
    test(`ignores the status ${status}`, () => {
      const session = wireSession.parse({ ...wireSessionSample, status });
      assert.deepEqual(resolveSession(event, session), { ...ignored, session });
    });
  }
});

describe("resolveSubscription()", () => {
  for (const [status, cancel_at_period_end, kind] of subscriptionRows) {
    const which = cancel_at_period_end ? "with" : "without";
    test(`takes ${status} ${which} a scheduled cancellation for ${kind}`, () => {
      const wire = { ...wireSubscriptionSample, status, cancel_at_period_end };
      const subscription = wireSubscription.parse(wire);
      assert.deepEqual(resolveSubscription(event, subscription), { kind, event, subscription });
    });
  }

  for (const status of [...unknownStatuses, "provisionable"]) {
    test(`ignores the status ${status}`, () => {
      const subscription = wireSubscription.parse({ ...wireSubscriptionSample, status });
      assert.deepEqual(resolveSubscription(event, subscription), { ...ignored, subscription });
    });
  }
});
