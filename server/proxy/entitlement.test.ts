import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProxyEvent, ProxySession, ProxySubscription } from "@proxy-checkout/server-js";
import { entitlementOf } from "./entitlement.ts";
import { DEFAULT_POLICY } from "./policy.ts";

const AT = "2026-01-01T12:00:00.000Z";
const PERIOD_END = "2026-02-01T12:00:00.000Z";

const event: ProxyEvent = {
  id: "evt_1",
  type: "any",
  createdAt: AT,
  objectId: "any",
  objectUpdatedAt: AT,
  objectSnapshot: null,
};

const session: ProxySession = {
  id: "psess_1",
  status: "provisionable",
  buyerReference: "user_1",
  amountMinor: 100,
  currency: "usd",
  cartSnapshot: { lineItems: [{ quantity: 2 }, { quantity: 3 }] },
  cartVersion: 1,
  integrationMode: "redirect",
  metadata: {},
  payerDestinationUrl: null,
  providerCheckoutSessionId: null,
  providerCheckoutSessionPsp: null,
  idempotencyKey: null,
  payerContact: { email: null, phone: null },
  createdAt: AT,
  updatedAt: AT,
  expiresAt: AT,
};

const subscription: ProxySubscription = {
  id: "psub_1",
  originalProxySessionId: "psess_1",
  buyerReference: "user_1",
  status: "active",
  cancelAtPeriodEnd: false,
  currentPeriodStart: AT,
  currentPeriodEnd: PERIOD_END,
  trialEnd: null,
  endedAt: null,
  latestInvoiceId: null,
  latestInvoiceAmountMinor: null,
  latestInvoiceCurrency: null,
  latestPaymentStatus: null,
  providerSubscriptionId: "sub_1",
  providerCheckoutSessionId: null,
  psp: "stripe",
  createdAt: AT,
  updatedAt: AT,
};

/** Names the kinds by hand: the SDK's own table must not be what is tested against itself. */
const provision = (change: Partial<ProxySession> = {}) =>
  entitlementOf(
    { kind: "initial_provision", event, session: { ...session, ...change } },
    DEFAULT_POLICY,
  );

const terminal = (status: string) =>
  entitlementOf(
    { kind: "terminal_session", event, session: { ...session, status } },
    DEFAULT_POLICY,
  );

const renewed = (change: Partial<ProxySubscription> = {}, policy = DEFAULT_POLICY) =>
  entitlementOf(
    { kind: "subscription_renewed", event, subscription: { ...subscription, ...change } },
    policy,
  );

describe("entitlementOf() a session", () => {
  test("grants what is provisionable, keyed by the session, with its cart's units", () => {
    assert.deepEqual(provision(), {
      source: "psess_1",
      buyerReference: "user_1",
      access: "granted",
      renews: null,
      accessUntil: null,
      quantity: 5,
      startedBy: null,
      flags: [],
      version: [`${Date.parse(AT)}.000000`, 4, 0, Number.NEGATIVE_INFINITY],
    });
  });

  for (const status of ["cancelled", "failed", "expired"]) {
    test(`makes one that is ${status} unavailable, without units`, () => {
      const entitlement = terminal(status);
      assert.equal(entitlement?.access, "unavailable");
      assert.equal(entitlement?.quantity, null);
    });
  }

  for (const status of ["created", "payer_handoff_pending", "payer_opened", "paid", "refunded"]) {
    test(`writes nothing about one that is ${status}, whatever kind it came as`, () => {
      assert.equal(provision({ status }), null);
      assert.equal(terminal(status), null);
    });
  }

  test("writes nothing about a payment attempt or an ignored event", () => {
    const attempt = { kind: "payment_attempt", event, session } as const;
    const ignored = { kind: "ignored", event, reason: "unknown_type" } as const;
    assert.equal(entitlementOf(attempt, DEFAULT_POLICY), null);
    assert.equal(entitlementOf(ignored, DEFAULT_POLICY), null);
  });
});

describe("entitlementOf() a cart", () => {
  const { MAX_SAFE_INTEGER } = Number;
  for (const { name, cartSnapshot, quantity } of [
    { name: "no line items at all", cartSnapshot: {}, quantity: null },
    { name: "an empty list", cartSnapshot: { lineItems: [] }, quantity: 0 },
    { name: "a quantity of zero", cartSnapshot: cartOf(0, 1), quantity: 1 },
    { name: "line items that are no list", cartSnapshot: { lineItems: {} }, quantity: null },
    { name: "an item that is null", cartSnapshot: { lineItems: [null] }, quantity: null },
    { name: "an item without quantity", cartSnapshot: { lineItems: [{}] }, quantity: null },
    { name: "a negative quantity", cartSnapshot: cartOf(2, -1), quantity: null },
    { name: "half a unit", cartSnapshot: cartOf(0.5), quantity: null },
    { name: "a quantity of text", cartSnapshot: cartOf("2"), quantity: null },
    { name: "a sum that is not exact", cartSnapshot: cartOf(MAX_SAFE_INTEGER, 1), quantity: null },
  ]) {
    test(`counts ${quantity ?? "nothing"} for ${name}`, () => {
      assert.equal(provision({ cartSnapshot })?.quantity, quantity);
    });
  }

  function cartOf(...quantities: readonly unknown[]) {
    return { lineItems: quantities.map((quantity) => ({ quantity })) };
  }
});

describe("entitlementOf() a subscription", () => {
  for (const status of ["trialing", "active"]) {
    test(`grants one that is ${status} until its period ends, and names what started it`, () => {
      const entitlement = renewed({ status });
      assert.equal(entitlement?.source, "psub_1");
      assert.equal(entitlement?.access, "granted");
      assert.equal(entitlement?.renews, true);
      assert.deepEqual(entitlement?.accessUntil, new Date(PERIOD_END));
      assert.equal(entitlement?.startedBy, "psess_1");
      assert.equal(entitlement?.quantity, null);
    });
  }

  test("never lets access last longer than the period, by however little", () => {
    for (const [currentPeriodEnd, accessUntil] of [
      ["2026-02-01T23:59:59.999999999Z", "2026-02-01T23:59:59.999Z"],
      ["1969-12-31T23:59:59.123999999Z", "1969-12-31T23:59:59.123Z"],
    ] as const) {
      assert.deepEqual(renewed({ currentPeriodEnd })?.accessUntil, new Date(accessUntil));
    }
  });

  test("keeps access, not renewing, once a cancellation is scheduled", () => {
    const entitlement = renewed({ cancelAtPeriodEnd: true });
    assert.equal(entitlement?.access, "granted");
    assert.equal(entitlement?.renews, false);
  });

  test("decides by the state, whatever kind it came as", () => {
    const cancelled = { ...subscription, status: "cancelled" };
    for (const kind of ["subscription_renewed", "payment_risk"] as const) {
      const resolved = { kind, event, subscription: cancelled };
      assert.equal(entitlementOf(resolved, DEFAULT_POLICY)?.access, "ended");
    }
  });

  test("restricts one that is past due, or grants grace, as the policy says", () => {
    const pastDue = { status: "past_due" };
    assert.equal(renewed(pastDue)?.access, "restricted");
    const grace = renewed(pastDue, { ...DEFAULT_POLICY, pastDue: "granted" });
    assert.equal(grace?.access, "granted");
    assert.equal(grace?.renews, true);
  });

  test("ends one that is cancelled, or lets its period run out, as the policy says", () => {
    const cancelled = { status: "cancelled" };
    assert.equal(renewed(cancelled)?.access, "ended");

    const untilPeriodEnd = { ...DEFAULT_POLICY, cancelled: "until_period_end" } as const;
    const entitlement = renewed(cancelled, untilPeriodEnd);
    assert.equal(entitlement?.access, "granted");
    assert.equal(entitlement?.renews, false);
    assert.deepEqual(entitlement?.accessUntil, new Date(PERIOD_END));

    const withoutPeriod = renewed({ ...cancelled, currentPeriodEnd: null }, untilPeriodEnd);
    assert.equal(withoutPeriod?.access, "ended");
  });

  test("writes nothing about a status that it doesn't know", () => {
    assert.equal(renewed({ status: "paused" }), null);
  });
});
