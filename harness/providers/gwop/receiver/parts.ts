/** What a receiver of Gwop's webhooks has beyond others: invoices that an app registers. @module */

import type { Disk, OwnDisk } from "../../../mutants/disk.ts";
import type { Bug } from "../../../mutants/mutant.ts";
import type { Context, Parts } from "../../../mutants/parts.ts";
import type { Answer, Environment, Incoming, ReceivedEvent } from "../../../mutants/passing.ts";
import type { State } from "../../../mutants/records.ts";

/** An invoice as an event tells of it. */
export type Bill = {
  /** As the event spells them, which may be the public id twice. */
  readonly invoiceId: string;
  readonly publicId: string | null;
  /** Millionths of a USDC. */
  readonly amount: bigint;
};

export type GwopState = State & { readonly bill?: Bill };

/** An invoice as the app registered it. */
export type Invoice = {
  readonly id: string;
  readonly publicId: string;
  readonly buyer: string;
  /** What was asked for, in millionths of a USDC. */
  readonly amount: bigint;
  readonly items: readonly { readonly id: string; readonly quantity: number }[];
};

export type GwopDisk = OwnDisk & {
  /** As the app registered them, by id. */
  readonly invoices: Map<string, Invoice>;
  /** What events told of invoices, registered or not. */
  readonly told: GwopState[];
};

export type GwopEvent = ReceivedEvent & { readonly snapshot: GwopState | null };

export type GwopStorage = {
  transact<T>(work: (disk: GwopDisk) => T): Promise<T>;
};

export type GwopContext = Omit<Context, "parts" | "storage"> & {
  readonly parts: GwopParts;
  readonly storage: GwopStorage;
};

/** What became of a registration: it is new, the same again, or on other terms. */
export type Kept = "registered" | "known" | "otherwise";

type InvoiceParts = {
  /** Answers the app, which registers an invoice. */
  register(incoming: Incoming, context: GwopContext): Promise<Answer>;
  isOperator(incoming: Incoming, environment: Environment): boolean;
  /** Null where a registration is malformed. */
  readRegistration(id: string, value: unknown, context: GwopContext): Invoice | null;
  /** Millionths of a USDC; null where the value is no amount. */
  amountOf(value: unknown): bigint | null;
  /** Keeps an invoice, and applies what events have told of it. */
  keep(invoice: Invoice, context: GwopContext): Promise<Kept>;
  isSame(held: Invoice, next: Invoice): boolean;
  /** Applies what events told of an invoice before it was registered. */
  adopt(disk: GwopDisk, invoice: Invoice, context: GwopContext): void;
  belongs(bill: Bill, invoice: Invoice): boolean;
  /** The state of an event, with what only the app knows. */
  complete(state: GwopState, invoice: Invoice, parts: GwopParts): GwopState;
  /** What a person should look at. */
  flagsOf(told: readonly GwopState[], invoice: Invoice): readonly string[];
};

/** What others' parts are given or give back, as it is here. */
type Ours<T> = T extends Context
  ? GwopContext
  : T extends Disk
    ? GwopDisk
    : T extends State
      ? GwopState
      : T extends ReceivedEvent
        ? GwopEvent
        : T;

/** The parts that others have as well: on this receiver's disk, with its own parts. */
type OursAsWell = {
  readonly [Name in keyof Parts]: Parts[Name] extends (...args: infer Args) => infer Result
    ? (...args: { [Index in keyof Args]: Ours<Args[Index]> }) => Ours<Result>
    : Parts[Name];
};

export type GwopParts = Omit<OursAsWell, "isId"> & Pick<Parts, "isId"> & InvoiceParts;

/** A bug of Gwop's receiver alone. */
export type GwopBug = Omit<Bug, "parts"> & {
  parts(correct: GwopParts): GwopParts;
};
