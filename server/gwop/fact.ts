/** What an event says of its invoice: the evidence, as the inbox keeps it. @module */

/** `invoice.paid`, `invoice.expired`, `invoice.canceled`: each names the state that it announces. */
export type InvoiceStatus = "PAID" | "EXPIRED" | "CANCELED";

export type Fact = {
  readonly eventId: string;
  readonly status: InvoiceStatus;
  /** In millionths of a USDC, with Gwop's fee. Never a float. */
  readonly amountUsdc: bigint;
  /** Orders the events of an invoice, where it is given. */
  readonly eventVersion: number | null;
};

/** As `inbox.fact` has it: names as on the wire, the amount in digits, which JSON keeps exact. */
export type StoredFact = {
  readonly status: InvoiceStatus;
  readonly amount_usdc: string;
  readonly event_version: number | null;
};

export function storeFact({ status, amountUsdc, eventVersion }: Omit<Fact, "eventId">): StoredFact {
  return { status, amount_usdc: String(amountUsdc), event_version: eventVersion };
}

export function restoreFact(eventId: string, stored: StoredFact): Fact {
  return {
    eventId,
    status: stored.status,
    amountUsdc: BigInt(stored.amount_usdc),
    eventVersion: stored.event_version,
  };
}
