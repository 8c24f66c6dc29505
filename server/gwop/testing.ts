/** A Gwop of a test's own: its invoices, its events, its signature; and the app that registers. @module */

import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after } from "node:test";
import type { Sql } from "postgres";
import type { Pools } from "../pools.ts";
import { createTestDatabase } from "../testing/database.ts";
import { createTestReceiver, type TestReceiver } from "../testing/receiver.ts";
import type { GwopConfig } from "./config.ts";
import { routesOf } from "./gwop.ts";

export const SECRET = "whsec_a-gwop-secret-for-tests-only";

export const OPERATOR_TOKEN = "an-operator-token-for-tests-only";

export const GWOP: GwopConfig = {
  secrets: [SECRET],
  merchantId: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
  operatorToken: OPERATOR_TOKEN,
};

/** A receiver with Gwop on, on a database of the test file's own, which goes with the file's tests. */
export async function openReceiver(
  poolMax?: number,
): Promise<{ readonly receiver: TestReceiver; readonly sql: Sql; readonly pools: Pools }> {
  const database = await createTestDatabase(poolMax);
  after(() => database.drop());
  const { sql, pools } = database;
  return { receiver: await createGwopReceiver(pools), sql, pools };
}

export function createGwopReceiver(pools: Pools, config: GwopConfig = GWOP): Promise<TestReceiver> {
  return createTestReceiver(pools, [routesOf(config)]);
}

/** What was asked for; Gwop adds a fee, so that an honest payment is more. */
export const BASE = 1_000_000n;

export type TestInvoice = { readonly invoiceId: string; readonly publicInvoiceId: string };

export function newInvoice(): TestInvoice {
  const uuid = randomUUID();
  return { invoiceId: uuid, publicInvoiceId: `inv_${uuid.replaceAll("-", "")}` };
}

export function buyerOf({ invoiceId }: TestInvoice): string {
  return `buyer of ${invoiceId}`;
}

export type Wire = Readonly<Record<string, unknown>>;

const STATUS: Readonly<Record<string, string>> = {
  "invoice.paid": "PAID",
  "invoice.expired": "EXPIRED",
  "invoice.canceled": "CANCELED",
};

/** An event as on the wire; `version` null leaves it out. `fields` and `data` override. */
export function eventOf(
  { invoiceId, publicInvoiceId }: TestInvoice,
  type = "invoice.paid",
  { version = null as number | null, fields = {} as Wire, data = {} as Wire } = {},
): Wire & { readonly event_id: string } {
  return {
    event_id: randomUUID(),
    event_type: type,
    ...(version === null ? {} : { event_version: version }),
    created_at: "2026-03-24T00:48:31.602Z",
    data: {
      invoice_id: invoiceId,
      public_invoice_id: publicInvoiceId,
      merchant_id: GWOP.merchantId,
      status: STATUS[type],
      amount_usdc: "1025000",
      currency: "USDC",
      payment_chain: "base",
      paid_at: "2026-03-24T00:48:31.602Z",
      payer_wallet: "0x742d35Cc6634C0532925a3b844Bc9e7595f5bA16",
      ...data,
    },
    ...fields,
  };
}

/** `X-Gwop-Signature`, by `node:crypto` alone. */
export function sign(
  body: string | Uint8Array,
  { secret = SECRET, timestamp = String(Math.floor(Date.now() / 1000)) } = {},
): string {
  const mac = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
  return `t=${timestamp},v1=${mac}`;
}

/** A delivery, signed now. `headers` override. */
export function deliver(
  event: Wire | string,
  headers: Readonly<Record<string, string>> = {},
): Request {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  return new Request("http://localhost/api/gwop/webhook", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-gwop-signature": sign(body),
      ...headers,
    },
    body,
  });
}

/** A registration of two items, five units. `terms` override. */
export function register(
  invoice: TestInvoice,
  terms: Wire = {},
  token: string = OPERATOR_TOKEN,
): Request {
  const body = {
    public_invoice_id: invoice.publicInvoiceId,
    buyer_reference: buyerOf(invoice),
    amount_usdc: String(BASE),
    items: [
      { id: "seat", quantity: 2 },
      { id: "credit", quantity: 3 },
    ],
    ...terms,
  };
  return put(invoice.invoiceId, JSON.stringify(body), token);
}

export function put(invoiceId: string, body: string, token: string = OPERATOR_TOKEN): Request {
  return new Request(`http://localhost/api/gwop/invoices/${encodeURIComponent(invoiceId)}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  });
}

/** @returns An invoice that the app has just registered. */
export async function registerNew(receiver: TestReceiver): Promise<TestInvoice> {
  const invoice = newInvoice();
  assert.equal((await receiver.fetch(register(invoice))).status, 201);
  return invoice;
}

/** The row of a registered invoice in the probe. */
export function rowOf({ invoiceId }: TestInvoice, access: string, flags: readonly string[] = []) {
  const isGranted = access === "granted";
  return {
    provider: "gwop",
    source: invoiceId,
    access,
    renews: null,
    access_until: null,
    quantity: isGranted ? 5 : null,
    grants: isGranted ? 1 : 0,
    ...(flags.length > 0 ? { flags } : {}),
  };
}
