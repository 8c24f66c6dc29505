/** The objects, events and deliveries that the tests share. @module */

import { createHmac } from "node:crypto";

export const SECRET = "whsec_sample_9fK2mQ7xT4vB8nL3";

/** When the sample delivery was signed, and what the tests' clock shows. */
export const SIGNED_AT = new Date("2026-01-01T00:00:00Z");

export const wireSessionSample = {
  id: "psess_1",
  status: "provisionable",
  buyer_reference: "user_42",
  amount_minor: 1999,
  currency: "usd",
  cart_snapshot: { currency: "usd", lineItems: [{ id: "li_1", name: "Seat", quantity: 3 }] },
  cart_version: 1,
  integration_mode: "redirect",
  metadata: { order_id: "A-1" },
  payer_destination_url: null,
  provider_checkout_session_id: "cs_1",
  provider_checkout_session_psp: "stripe",
  idempotency_key: null,
  payer_contact: { email: "payer@example.com", phone: null },
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:05.000Z",
  expires_at: "2026-01-02T00:00:00.000Z",
};

export const wireSubscriptionSample = {
  id: "psub_1",
  original_proxy_session_id: "psess_1",
  buyer_reference: "user_42",
  status: "active",
  cancel_at_period_end: false,
  current_period_start: "2026-01-01T00:00:00.000Z",
  current_period_end: "2026-02-01T00:00:00.000Z",
  trial_end: null,
  ended_at: null,
  latest_invoice_id: "in_1",
  latest_invoice_amount_minor: 1999,
  latest_invoice_currency: "usd",
  latest_payment_status: "paid",
  provider_subscription_id: "sub_1",
  provider_checkout_session_id: null,
  psp: "stripe",
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:05.000Z",
};

/** An envelope (A3) about the sample session. */
export const wireEventSample = {
  id: "evt_1",
  type: "proxy_session.provisionable",
  created_at: "2026-01-01T00:00:05.000Z",
  data: { object: wireSessionSample },
};

/** Signs by scheme `t-v1`, with `node:crypto` and not with the code under test. */
export function signTV1(
  body: Uint8Array | string,
  { secret = SECRET, signedAt = SIGNED_AT } = {},
): Headers {
  const timestamp = String(signedAt.getTime() / 1000);
  const mac = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
  return new Headers({ "proxy-signature": `t=${timestamp},v1=${mac}` });
}

/** Signs by Standard Webhooks, with `node:crypto` and not with the code under test. */
export function signStandardWebhooks(body: string, secret: string, id: string): Headers {
  const timestamp = String(SIGNED_AT.getTime() / 1000);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return new Headers({
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${mac}`,
  });
}
