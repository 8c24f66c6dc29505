/**
 * The fields of Proxy's objects that a command may set: all but those by which an object is known, and
 * by which its states are told apart.
 *
 * @see docs/target-contract.md#session; docs/target-contract.md#subscription; docs/assumptions.md#a18
 * @module
 */

import { z } from "zod";
import { INT_32_MAX } from "../../values/whole-numbers.ts";

const text = z.string().nullable();
const instant = z.iso.datetime();
const amountMinor = z.int().min(0).max(INT_32_MAX);
const free = z.record(z.string(), z.unknown());

const ofSession = {
  amount_minor: amountMinor.exactOptional(),
  cart_snapshot: free.exactOptional(),
  cart_version: z.int().min(0).exactOptional(),
  metadata: free.exactOptional(),
  payer_destination_url: text.exactOptional(),
  provider_checkout_session_id: text.exactOptional(),
  provider_checkout_session_psp: text.exactOptional(),
  idempotency_key: text.exactOptional(),
  payer_contact: z.object({ email: text, phone: text }).exactOptional(),
  expires_at: instant.exactOptional(),
};

const ofSubscription = {
  current_period_start: instant.nullable().exactOptional(),
  current_period_end: instant.nullable().exactOptional(),
  trial_end: instant.nullable().exactOptional(),
  ended_at: instant.nullable().exactOptional(),
  latest_invoice_id: text.exactOptional(),
  latest_invoice_amount_minor: z.int().min(0).nullable().exactOptional(),
  latest_invoice_currency: text.exactOptional(),
  latest_payment_status: text.exactOptional(),
  provider_checkout_session_id: text.exactOptional(),
};

/** Whatever is no field of the object is left out. */
export const sessionFields = z.object(ofSession);
export const subscriptionFields = z.object(ofSubscription);

export type SessionFields = Readonly<z.infer<typeof sessionFields>>;
export type SubscriptionFields = Readonly<z.infer<typeof subscriptionFields>>;
