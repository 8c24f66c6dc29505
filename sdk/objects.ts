/** Proxy's objects: from the documented wire fields to the SDK's names, once. @module */

import { z } from "zod";
import { instant, sessionId, subscriptionId, text } from "./wire-formats.ts";

/** A session as Proxy has it now (API). `cartSnapshot` and `metadata` are as they were sent. */
export type ProxySession = {
  readonly id: string;
  /** Open: no status list is published (A5). */
  readonly status: string;
  readonly buyerReference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly cartSnapshot: Readonly<Record<string, unknown>>;
  readonly cartVersion: number;
  readonly integrationMode: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly payerDestinationUrl: string | null;
  readonly providerCheckoutSessionId: string | null;
  readonly providerCheckoutSessionPsp: string | null;
  readonly idempotencyKey: string | null;
  readonly payerContact: { readonly email: string | null; readonly phone: string | null };
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string;
};

/** A subscription as Proxy has it now (API). */
export type ProxySubscription = {
  readonly id: string;
  readonly originalProxySessionId: string;
  readonly buyerReference: string;
  /** Open: no status list is published (A6). */
  readonly status: string;
  readonly cancelAtPeriodEnd: boolean;
  readonly currentPeriodStart: string | null;
  readonly currentPeriodEnd: string | null;
  readonly trialEnd: string | null;
  readonly endedAt: string | null;
  readonly latestInvoiceId: string | null;
  readonly latestInvoiceAmountMinor: number | null;
  readonly latestInvoiceCurrency: string | null;
  readonly latestPaymentStatus: string | null;
  readonly providerSubscriptionId: string;
  readonly providerCheckoutSessionId: string | null;
  readonly psp: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** The documented maximum: what a signed 32-bit integer holds. */
const AMOUNT_MINOR_MAX = 2_147_483_647;

/** An object with free keys, kept as it is: rebuilding it key by key could lose some. */
const freeObject = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

const amountMinor = z.int().min(0).max(AMOUNT_MINOR_MAX);
const currency = z.string().regex(/^[a-z]{3}$/);

/** Without a buyer nobody could be granted anything, and without a status nothing resolved. */
const requiredText = text.min(1);

export const wireSession = z
  .object({
    id: sessionId,
    status: requiredText,
    buyer_reference: requiredText,
    amount_minor: amountMinor,
    currency,
    cart_snapshot: freeObject,
    cart_version: z.int(),
    integration_mode: text,
    metadata: freeObject,
    payer_destination_url: text.nullable(),
    provider_checkout_session_id: text.nullable(),
    provider_checkout_session_psp: text.nullable(),
    idempotency_key: text.nullable(),
    payer_contact: z.object({ email: text.nullable(), phone: text.nullable() }),
    created_at: instant,
    updated_at: instant,
    expires_at: instant,
  })
  .transform(
    (wire): ProxySession => ({
      id: wire.id,
      status: wire.status,
      buyerReference: wire.buyer_reference,
      amountMinor: wire.amount_minor,
      currency: wire.currency,
      cartSnapshot: wire.cart_snapshot,
      cartVersion: wire.cart_version,
      integrationMode: wire.integration_mode,
      metadata: wire.metadata,
      payerDestinationUrl: wire.payer_destination_url,
      providerCheckoutSessionId: wire.provider_checkout_session_id,
      providerCheckoutSessionPsp: wire.provider_checkout_session_psp,
      idempotencyKey: wire.idempotency_key,
      payerContact: wire.payer_contact,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
      expiresAt: wire.expires_at,
    }),
  );

export const wireSubscription = z
  .object({
    id: subscriptionId,
    original_proxy_session_id: sessionId,
    buyer_reference: requiredText,
    status: requiredText,
    cancel_at_period_end: z.boolean(),
    current_period_start: instant.nullable(),
    current_period_end: instant.nullable(),
    trial_end: instant.nullable(),
    ended_at: instant.nullable(),
    latest_invoice_id: text.nullable(),
    latest_invoice_amount_minor: z.int().nullable(),
    latest_invoice_currency: text.nullable(),
    latest_payment_status: text.nullable(),
    provider_subscription_id: text,
    provider_checkout_session_id: text.nullable(),
    psp: text,
    created_at: instant,
    updated_at: instant,
  })
  .transform(
    (wire): ProxySubscription => ({
      id: wire.id,
      originalProxySessionId: wire.original_proxy_session_id,
      buyerReference: wire.buyer_reference,
      status: wire.status,
      cancelAtPeriodEnd: wire.cancel_at_period_end,
      currentPeriodStart: wire.current_period_start,
      currentPeriodEnd: wire.current_period_end,
      trialEnd: wire.trial_end,
      endedAt: wire.ended_at,
      latestInvoiceId: wire.latest_invoice_id,
      latestInvoiceAmountMinor: wire.latest_invoice_amount_minor,
      latestInvoiceCurrency: wire.latest_invoice_currency,
      latestPaymentStatus: wire.latest_payment_status,
      providerSubscriptionId: wire.provider_subscription_id,
      providerCheckoutSessionId: wire.provider_checkout_session_id,
      psp: wire.psp,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
    }),
  );
