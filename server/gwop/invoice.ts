/**
 * What is known of an invoice -> what it means for access. Pure: the decisions live here.
 *
 * Gwop can't be asked for an invoice's state, so its state is what all its events together say. It
 * is folded from the set of them: the order in which they arrived is not among the arguments.
 *
 * @module
 */

import type { Entitlement } from "../entitlement.ts";
import type { Fact } from "./fact.ts";

/** An invoice as the app registered it. */
export type Invoice = {
  readonly invoiceId: string;
  readonly publicInvoiceId: string;
  readonly buyerReference: string;
  /** What was asked for, in millionths of a USDC. Gwop adds its fee to it. */
  readonly amountUsdc: bigint;
  readonly items: readonly InvoiceItem[];
};

export type InvoiceItem = { readonly id: string; readonly quantity: number };

/** What a person should look at: money that came after an invoice had ended, or too little of it. */
export type Flag = "paid_after_final" | "paid_short";

export type Conclusion = {
  /** The event that decided. */
  readonly eventId: string;
  readonly entitlement: Entitlement;
};

/**
 * Money wins: `PAID` over `EXPIRED` and `CANCELED`, whatever came first, since the money is there.
 *
 * Of several payments the largest counts: it is one invoice, told of more than once. The version is
 * the number of facts, since of two sets that were seen of one invoice one always holds the other
 * (`refold.ts` says why).
 *
 * @param facts All that are known of this invoice, in any order.
 * @returns `null` where nothing is known: nothing is to be written.
 */
export function concludeInvoice(invoice: Invoice, facts: readonly Fact[]): Conclusion | null {
  const payments = facts.filter(({ status }) => status === "PAID");
  const endings = facts.filter(({ status }) => status !== "PAID");
  const [deciding] = [...payments.toSorted(byAmount), ...endings.toSorted(byEventId)];
  if (deciding === undefined) return null;

  const isPaid = deciding.status === "PAID";
  const isGranted = isPaid && deciding.amountUsdc >= invoice.amountUsdc;
  const flags: Flag[] = [];
  if (payments.some((payment) => endings.some((ending) => !isFirst(payment, ending)))) {
    flags.push("paid_after_final");
  }
  if (isPaid && !isGranted) flags.push("paid_short");

  return {
    eventId: deciding.eventId,
    entitlement: {
      source: invoice.invoiceId,
      buyerReference: invoice.buyerReference,
      access: isGranted ? "granted" : "unavailable",
      renews: null,
      accessUntil: null,
      quantity: isGranted ? sumOf(invoice.items) : null,
      startedBy: null,
      flags,
      version: [facts.length],
    },
  };
}

/** Only versions can tell: without both, or where they tie, a person has to look. */
function isFirst(payment: Fact, ending: Fact): boolean {
  return (
    payment.eventVersion !== null &&
    ending.eventVersion !== null &&
    payment.eventVersion < ending.eventVersion
  );
}

/** The largest first. */
function byAmount(a: Fact, b: Fact): number {
  if (a.amountUsdc !== b.amountUsdc) return a.amountUsdc > b.amountUsdc ? -1 : 1;
  return byEventId(a, b);
}

function byEventId(a: Fact, b: Fact): number {
  return a.eventId < b.eventId ? -1 : 1;
}

function sumOf(items: readonly InvoiceItem[]): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}
