/**
 * Values of Proxy's objects that are out of the ordinary, and that its documents allow.
 *
 * @see docs/target-contract.md#session; docs/target-contract.md#subscription; docs/assumptions.md#a18
 * @module
 */

import fc from "fast-check";
import { anyInstants, farInstants } from "../../values/instants.ts";
import { INT_32_MAX, wholeNumbers } from "../../values/whole-numbers.ts";
import { arbitraryCart } from "./carts.ts";
import type { SessionFields, SubscriptionFields } from "./fields.ts";

/** Null, and set: from one state to the next it may be either. */
const text = fc.option(fc.string({ unit: "grapheme", maxLength: 12 }), { nil: null });
const instant = fc.option(anyInstants, { nil: null });

const ofSession = {
  amount_minor: wholeNumbers({ max: INT_32_MAX }),
  cart_snapshot: arbitraryCart,
  cart_version: wholeNumbers({ min: 1 }),
  metadata: fc.dictionary(fc.constantFrom("plan", "note", "é", ""), fc.jsonValue({ maxDepth: 1 }), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  payer_destination_url: text,
  provider_checkout_session_id: text,
  provider_checkout_session_psp: text,
  idempotency_key: text,
  payer_contact: fc.record({ email: text, phone: text }, { noNullPrototype: true }),
  expires_at: farInstants,
} satisfies { readonly [Name in keyof SessionFields]: fc.Arbitrary<unknown> };

const ofSubscription = {
  // Not in the past: what is shown of a period that is over but goes on is not said anywhere.
  current_period_end: fc.option(farInstants, { nil: null, freq: 2 }),
  current_period_start: instant,
  trial_end: instant,
  ended_at: instant,
  latest_invoice_id: text,
  latest_invoice_amount_minor: fc.option(wholeNumbers({}), { nil: null }),
  latest_invoice_currency: fc.constantFrom(null, "usd", "jpy"),
  latest_payment_status: text,
} satisfies { readonly [Name in keyof SubscriptionFields]: fc.Arbitrary<unknown> };

/** Of either object; each takes its own. */
export const arbitraryFields: fc.Arbitrary<SessionFields & SubscriptionFields> = fc.record(
  { ...ofSession, ...ofSubscription },
  { requiredKeys: [], noNullPrototype: true },
);

/** Every field that may be null is null; or none of them is. */
export function nullable(isNull: boolean): SessionFields & SubscriptionFields {
  const or = <T>(value: T): T | null => (isNull ? null : value);
  return {
    payer_destination_url: or("https://shop.test/thanks"),
    provider_checkout_session_id: or("cs_1"),
    provider_checkout_session_psp: or("stripe"),
    idempotency_key: or("key_1"),
    payer_contact: { email: or("payer@shop.test"), phone: or("+4912345678") },
    current_period_start: or("2037-12-01T00:00:00.000Z"),
    current_period_end: or("2038-01-01T00:00:00.000Z"),
    trial_end: or("2037-12-01T00:00:00.000Z"),
    ended_at: or("2038-01-01T00:00:00.000Z"),
    latest_invoice_id: or("in_1"),
    latest_invoice_amount_minor: or(3000),
    latest_invoice_currency: or("usd"),
    latest_payment_status: or("paid"),
  };
}
