/**
 * Gwop's invoices: what may happen to one, and what announces it.
 *
 * An honest Gwop closes an invoice or lets it be paid, once. This one may do more: money that comes
 * after an invoice was closed has arrived all the same, and both ways of closing may be told of.
 *
 * @see docs/target-contract.md#gwops-events
 * @module
 */

export const INVOICE_COMMANDS = [
  "pay_invoice",
  "pay_invoice_short",
  "expire_invoice",
  "cancel_invoice",
] as const;

export type InvoiceCommand = (typeof INVOICE_COMMANDS)[number];

export type InvoiceStatus = "OPEN" | "PAID" | "EXPIRED" | "CANCELED";

/** What `event_version` says: a later one each time, always the same, or nothing. */
export type Versions = "given" | "tied" | "missing";

export type InvoiceItem = { readonly id: string; readonly quantity: number };

/** A bill that somebody may pay. Amounts are in millionths of a USDC, in digits. */
export type Invoice = {
  /** The `invoice_id`, a UUID. */
  readonly id: string;
  readonly public_invoice_id: string;
  readonly merchant_id: string;
  readonly buyer_reference: string;
  readonly items: readonly InvoiceItem[];
  /** What the app asked for. */
  readonly base_amount: string;
  /** What Gwop says of it: a fee is added to what was asked for. */
  readonly amount_usdc: string;
  readonly status: InvoiceStatus;
  readonly versions: Versions;
  /** Whether the app has told the receiver of it. */
  readonly registered: boolean;
  /** How many events there were. */
  readonly announced: number;
  /** ISO 8601 with milliseconds, UTC. */
  readonly created_at: string;
  readonly updated_at: string;
};

export type InvoiceMove = { readonly fields: Partial<Invoice>; readonly event: string };

/** As in the documented example: 1.025 USDC for 1. */
const FEE_PER_THOUSAND = 25n;

const MOVES = {
  pay_invoice: { from: ["OPEN", "EXPIRED", "CANCELED"], to: "PAID", event: "invoice.paid" },
  pay_invoice_short: { from: ["OPEN", "EXPIRED", "CANCELED"], to: "PAID", event: "invoice.paid" },
  expire_invoice: { from: ["OPEN", "CANCELED"], to: "EXPIRED", event: "invoice.expired" },
  cancel_invoice: { from: ["OPEN", "EXPIRED"], to: "CANCELED", event: "invoice.canceled" },
} as const satisfies Record<
  InvoiceCommand,
  {
    readonly from: readonly InvoiceStatus[];
    readonly to: InvoiceStatus;
    readonly event: string;
  }
>;

export function newInvoice(
  ids: Pick<Invoice, "id" | "public_invoice_id" | "merchant_id" | "buyer_reference">,
  terms: Pick<Invoice, "items" | "base_amount" | "versions">,
  now: number,
): Invoice {
  const at = new Date(now).toISOString();
  return {
    ...ids,
    ...terms,
    amount_usdc: withFee(terms.base_amount),
    status: "OPEN",
    registered: false,
    announced: 0,
    created_at: at,
    updated_at: at,
  };
}

/** @returns The move; or null where nothing of the kind can happen now. */
export function invoiceMove(held: Invoice, command: InvoiceCommand): InvoiceMove | null {
  const { from, to, event }: (typeof MOVES)[InvoiceCommand] = MOVES[command];
  const allowed: readonly InvoiceStatus[] = from;
  if (!allowed.includes(held.status)) return null;
  // Less by the smallest amount there is: a float would not see the difference.
  const amount =
    command === "pay_invoice_short"
      ? String(BigInt(held.base_amount) - 1n)
      : withFee(held.base_amount);
  return {
    fields: { status: to, amount_usdc: amount, announced: held.announced + 1 },
    event,
  };
}

function withFee(amount: string): string {
  const base = BigInt(amount);
  return String(base + (base * FEE_PER_THOUSAND) / 1000n);
}

/** An event about an invoice in its present state, as it goes on the wire. */
export function spellInvoiceEvent(
  {
    id,
    type,
    created_at,
  }: { readonly id: string; readonly type: string; readonly created_at: string },
  invoice: Invoice,
): Readonly<Record<string, unknown>> {
  const version = versionOf(invoice);
  return {
    event_id: id,
    event_type: type,
    ...(version === null ? {} : { event_version: version }),
    created_at,
    data: {
      invoice_id: invoice.id,
      public_invoice_id: invoice.public_invoice_id,
      merchant_id: invoice.merchant_id,
      status: invoice.status,
      amount_usdc: invoice.amount_usdc,
      currency: "USDC",
      ...(invoice.status === "PAID" ? payment(invoice) : {}),
    },
  };
}

/** Any wallet will do: nobody looks it up. */
const WALLET = `0x${"42".repeat(20)}`;

function payment({ updated_at }: Invoice) {
  return { payment_chain: "base", paid_at: updated_at, payer_wallet: WALLET };
}

function versionOf({ versions, announced }: Invoice): number | null {
  switch (versions) {
    case "given":
      return announced;
    case "tied":
      return 1;
    case "missing":
      return null;
  }
}
