import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wireSession, wireSubscription } from "./objects.ts";
import { wireSessionSample, wireSubscriptionSample } from "./testing.ts";

const cases = {
  session: { schema: wireSession, sample: wireSessionSample },
  subscription: { schema: wireSubscription, sample: wireSubscriptionSample },
} as const;

const malformedSessions: Readonly<Record<string, object>> = {
  "another object's id": { id: "psub_1" },
  "an empty status": { status: "" },
  "an empty buyer reference": { buyer_reference: "" },
  "a NUL in the buyer reference": { buyer_reference: "a\0b" },
  "a lone surrogate in the buyer reference": { buyer_reference: "\udc00" },
  "an amount below 0": { amount_minor: -1 },
  "an amount over 32 bits": { amount_minor: 2_147_483_648 },
  "an amount with a fraction": { amount_minor: 0.5 },
  "an amount as text": { amount_minor: "1999" },
  "a cart version that JSON.parse had to round": JSON.parse('{"cart_version":9007199254740993}'),
  "an upper-case currency": { currency: "USD" },
  "a currency and a newline": { currency: "usd\n" },
  "an array as metadata": { metadata: [] },
  "null as cart": { cart_snapshot: null },
  "no phone in the payer's contact": { payer_contact: { email: null } },
  "an updated_at of infinity": { updated_at: "infinity" },
  "an updated_at of ten digits": { updated_at: "2026-01-01T00:00:00.1234567890Z" },
};

const malformedSubscriptions: Readonly<Record<string, object>> = {
  "a session's id": { id: "psess_1" },
  "no session's id as its origin": { original_proxy_session_id: "psub_1" },
  "a text as cancel_at_period_end": { cancel_at_period_end: "false" },
  "a period end of now": { current_period_end: "now" },
  "a period end of ten digits": { current_period_end: "2026-01-01T00:00:00.1234567890Z" },
  "a NUL in its provider's id": { provider_subscription_id: "\0" },
};

for (const [name, { schema, sample }] of Object.entries(cases)) {
  describe(`the wire format of a ${name}`, () => {
    for (const field of Object.keys(sample)) {
      test(`requires ${field}`, () => {
        const fields = Object.entries(sample).filter(([key]) => key !== field);
        assert.ok(!schema.safeParse(Object.fromEntries(fields)).success);
      });
    }

    test("gives every documented field, renamed", () => {
      const renamed = Object.entries(sample).map(([key, value]) => [camelCase(key), value]);
      assert.deepEqual(schema.parse(sample), Object.fromEntries(renamed));
    });

    test("ignores unknown extra fields", () => {
      const extra = JSON.parse('{"__proto__":{"status":"x"},"constructor":1,"extra":null}');
      assert.deepEqual(schema.parse({ ...extra, ...sample }), schema.parse(sample));
    });

    test("accepts a status that nobody documented", () => {
      assert.equal(schema.parse({ ...sample, status: "refunded" }).status, "refunded");
    });
  });
}

describe("wireSession", () => {
  for (const [which, fields] of Object.entries(malformedSessions)) {
    test(`refuses ${which}`, () => {
      assert.ok(!wireSession.safeParse({ ...wireSessionSample, ...fields }).success);
    });
  }

  test("accepts the amounts 0 and 2147483647", () => {
    for (const amount_minor of [0, 2_147_483_647]) {
      const session = wireSession.parse({ ...wireSessionSample, amount_minor });
      assert.equal(session.amountMinor, amount_minor);
    }
  });

  test("leaves the cart and the metadata as they are inside", () => {
    const free = JSON.parse('{"snake_case":[null,{"__proto__":1}],"":{}}');
    const session = wireSession.parse({
      ...wireSessionSample,
      cart_snapshot: free,
      metadata: free,
    });
    assert.equal(session.cartSnapshot, free);
    assert.equal(session.metadata, free);
  });
});

describe("wireSubscription", () => {
  for (const [which, fields] of Object.entries(malformedSubscriptions)) {
    test(`refuses ${which}`, () => {
      assert.ok(!wireSubscription.safeParse({ ...wireSubscriptionSample, ...fields }).success);
    });
  }
});

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
