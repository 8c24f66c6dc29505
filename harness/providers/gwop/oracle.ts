/**
 * The oracle for Gwop: what a buyer must have of an invoice.
 *
 * There is no state to read again: what was signed is the evidence. So it looks at the set of what
 * was acknowledged, and never at the order in which that arrived.
 *
 * @see docs/target-contract.md#an-invoices-record; docs/target-contract.md#money-wins
 * @module
 */

import type { ExpectedRecord } from "../../trial/expected-record.ts";
import type { Invoice } from "./invoices.ts";
import type { GwopWorld } from "./world.ts";

export const FLAGS = ["paid_after_final", "paid_short"] as const;

export type Flag = (typeof FLAGS)[number];

/**
 * @param heard The states of the invoice that acknowledged events announced.
 * @returns What the buyer's record of it must be.
 */
export function expectedOfInvoice(
  invoice: Invoice,
  heard: readonly Invoice[],
  isRegistered: boolean,
): ExpectedRecord {
  const record = {
    kind: "one_time",
    source: invoice.id,
    quantity: quantityOf(invoice),
  } as const;
  // Nobody has told the receiver whose it is.
  if (!isRegistered) return { ...record, access: "none" };
  const isPaid = heard.some((state) => state.status === "PAID" && isEnough(state));
  return { ...record, access: isPaid ? "granted" : "unavailable_or_none" };
}

/**
 * @param heard The states of an invoice that acknowledged events announced.
 * @returns One entry for every invoice of this buyer.
 */
export function expectedOfInvoices(
  { objects }: GwopWorld,
  buyer: string,
  heard: (id: string) => readonly Invoice[],
): readonly ExpectedRecord[] {
  return [...objects.values()].flatMap((states) => {
    const invoice = states.at(-1);
    if (invoice?.buyer_reference !== buyer) return [];
    return [expectedOfInvoice(invoice, heard(invoice.id), invoice.registered)];
  });
}

/** An invoice's record is what was acknowledged of it, or what else was sent and may have arrived. */
export function allowedOfInvoices(
  world: GwopWorld,
  buyer: string,
  heard: (id: string) => readonly Invoice[],
  possibly: (id: string) => readonly Invoice[],
): ReadonlyMap<string, readonly ExpectedRecord[]> {
  const allowed = new Map<string, readonly ExpectedRecord[]>();
  for (const record of [
    ...expectedOfInvoices(world, buyer, heard),
    ...expectedOfInvoices(world, buyer, possibly),
  ]) {
    allowed.set(record.source, [...(allowed.get(record.source) ?? []), record]);
  }
  return allowed;
}

/**
 * Not for events whose versions put an invoice's end after its payment: whether that is flagged is
 * open, since the payment did not follow the end.
 *
 * @returns What a person should look at, in the order of {@link FLAGS}.
 */
export function expectedFlags(heard: readonly Invoice[]): readonly Flag[] {
  const paid = heard.filter(({ status }) => status === "PAID");
  const isClosed = heard.some(({ status }) => status === "EXPIRED" || status === "CANCELED");
  const wanted = new Set<Flag>([
    ...(paid.length > 0 && isClosed ? (["paid_after_final"] as const) : []),
    ...(paid.length > 0 && !paid.some(isEnough) ? (["paid_short"] as const) : []),
  ]);
  return FLAGS.filter((flag) => wanted.has(flag));
}

/** Whole numbers of any size: what is asked for is never compared as a float. */
function isEnough({ amount_usdc, base_amount }: Invoice): boolean {
  return BigInt(amount_usdc) >= BigInt(base_amount);
}

function quantityOf({ items }: Invoice): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}
