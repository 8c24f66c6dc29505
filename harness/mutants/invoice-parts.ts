/** What a receiver of Gwop's webhooks has beyond the others: invoices that an app registers. @module */

import type { Disk } from "./disk.ts";
import type { Answer, Context, Environment, Incoming, Parts, State } from "./parts.ts";

/** An invoice as an event tells of it. */
export type Bill = {
  /** As the event spells them, which may be the public id twice. */
  readonly invoiceId: string;
  readonly publicId: string | null;
  /** Millionths of a USDC. */
  readonly amount: bigint;
};

/** An invoice as the app registered it. */
export type Invoice = {
  readonly id: string;
  readonly publicId: string;
  readonly buyer: string;
  /** What was asked for, in millionths of a USDC. */
  readonly amount: bigint;
  readonly items: readonly { readonly id: string; readonly quantity: number }[];
};

/** What became of a registration: it is new, the same again, or on other terms. */
export type Kept = "registered" | "known" | "otherwise";

export type InvoiceParts = {
  /** Answers the app, which registers an invoice. */
  readonly register: (incoming: Incoming, context: Context) => Promise<Answer>;
  readonly isOperator: (incoming: Incoming, environment: Environment) => boolean;
  /** Null where a registration is malformed. */
  readonly readRegistration: (id: string, value: unknown, context: Context) => Invoice | null;
  /** Millionths of a USDC; null where the value is no amount. */
  readonly amountOf: (value: unknown) => bigint | null;
  /** Keeps an invoice, and applies what events have told of it. */
  readonly keep: (invoice: Invoice, context: Context) => Promise<Kept>;
  readonly isSame: (held: Invoice, next: Invoice) => boolean;
  /** Applies what events told of an invoice before it was registered. */
  readonly adopt: (disk: Disk, invoice: Invoice, context: Context) => void;
  readonly belongs: (bill: Bill, invoice: Invoice) => boolean;
  /** The state of an event, with what only the app knows. */
  readonly complete: (state: State, invoice: Invoice, parts: Parts) => State;
  /** What a person should look at. */
  readonly flagsOf: (told: readonly State[], invoice: Invoice) => readonly string[];
};
