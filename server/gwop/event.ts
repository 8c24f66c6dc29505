/** What a verified body says happened: Gwop's envelope, read once and renamed once. @module */

import { z } from "zod";
import { parseJson } from "../json.ts";
import { id, instant } from "../wire-formats.ts";
import type { Fact, InvoiceStatus } from "./fact.ts";
import type { VerifiedBody } from "./signature.ts";
import { amount, publicInvoiceId } from "./wire-formats.ts";

export type GwopEvent = {
  readonly id: string;
  readonly type: string;
  readonly createdAt: Date;
  /** `null` where an event of unknown type names none. */
  readonly merchantId: string | null;
  /** The UUID; in older documents the public id. `null` where an event of unknown type has none. */
  readonly invoiceId: string | null;
  readonly publicInvoiceId: string | null;
  /** `null` where the type is unknown: it says nothing of an invoice. */
  readonly fact: Fact | null;
};

/** A map, not an object literal: a type called `constructor` must be unknown. */
const STATUS_BY_TYPE: ReadonlyMap<string, InvoiceStatus> = new Map([
  ["invoice.paid", "PAID"],
  ["invoice.expired", "EXPIRED"],
  ["invoice.canceled", "CANCELED"],
]);

/** The documents' current example has neither a version nor a time. */
const envelope = z.object({
  event_id: id,
  event_type: id,
  event_version: z.int().min(1).nullish(),
  created_at: instant.nullish().catch(null), // a payment is not to be lost for how its time is spelled
});

/** Digits; in older documents a number, of which only a whole one will do. */
const wireAmount = z.union([amount, z.int().min(0).transform(BigInt)]);

const invoiceData = z.object({
  invoice_id: id,
  public_invoice_id: publicInvoiceId.nullish(),
  merchant_id: id,
  status: z.string(),
  amount_usdc: wireAmount,
  currency: z.literal("USDC"),
});

/** What an event of unknown type may say: worth recording, never required. */
const unknownData = z
  .object({
    invoice_id: id.nullable().catch(null),
    merchant_id: id.nullable().catch(null),
  })
  .catch({ invoice_id: null, merchant_id: null });

/**
 * Reads a verified body as an event.
 *
 * @param signedAt The sender's clock, for an event that doesn't say when it was made.
 * @returns Null if Gwop signed something that is not an event, or that contradicts itself.
 */
export function parseEvent(body: VerifiedBody, signedAt: Date): GwopEvent | null {
  const json = parseJson(body);
  const head = envelope.safeParse(json);
  if (!head.success) return null;

  const { event_id, event_type, created_at, event_version } = head.data;
  const common = { id: event_id, type: event_type, createdAt: created_at ?? signedAt };
  const status = STATUS_BY_TYPE.get(event_type);
  if (status === undefined) return { ...common, ...readUnknown(json) };

  const parsed = z.object({ data: invoiceData }).safeParse(json);
  if (!parsed.success || parsed.data.data.status !== status) return null;

  const { data } = parsed.data;
  if (numericAmount.safeParse(json).success && !isSpelled(body, data.amount_usdc)) return null;
  return {
    ...common,
    merchantId: data.merchant_id,
    invoiceId: data.invoice_id,
    publicInvoiceId: data.public_invoice_id ?? null,
    fact: {
      eventId: event_id,
      status,
      amountUsdc: data.amount_usdc,
      eventVersion: event_version ?? null,
    },
  };
}

const numericAmount = z.object({ data: z.object({ amount_usdc: z.number() }) });

/** JSON's numbers are doubles: 999999.99999999999 was rounded before anybody could look at it. */
function isSpelled(body: VerifiedBody, amountUsdc: bigint): boolean {
  const spelling = new RegExp(`"amount_usdc"\\s*:\\s*${amountUsdc}\\s*[,}]`);
  return spelling.test(new TextDecoder().decode(body));
}

function readUnknown(json: unknown) {
  const { data } = z.object({ data: unknownData }).parse(json);
  return {
    merchantId: data.merchant_id,
    invoiceId: data.invoice_id,
    publicInvoiceId: null,
    fact: null,
  };
}
