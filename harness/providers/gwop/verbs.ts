/** What generated histories do in Gwop's world, and what an invoice is for where nobody cares. @module */

import fc from "fast-check";
import { z } from "zod";
import { passing } from "../../simulator/duration.ts";
import type { Deed, Fields } from "../../trial/sender.ts";
import { INVOICE_COMMANDS, type Invoice, type InvoiceItem, type Versions } from "./invoices.ts";
import type { GwopCommand, GwopWorld } from "./world.ts";

/** Composite moves make short stories; the single ones bend them. */
export const VERBS = ["issue", "register", "bill", ...INVOICE_COMMANDS] as const;

type Verb = (typeof VERBS)[number];

/**
 * An invoice is issued and registered by the app, in one move (`bill`) or in two, so that events may
 * come before anyone knows whose they are.
 */
export const INVOICE_VERBS: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Verb>("bill", "issue", "register") },
  { weight: 3, arbitrary: fc.constantFrom<Verb>("pay_invoice", ...INVOICE_COMMANDS) },
);

type About = { readonly merchantId: string; readonly buyers: number };

/** A move about an invoice that isn't there yet begins one: else most of a short history would be left out. */
export function deedsOf(world: GwopWorld, deed: Deed, about: About): readonly GwopCommand[] {
  // Histories are checked against the verbs when they are read.
  const verb = deed.verb as Verb;
  switch (verb) {
    case "issue":
    case "bill":
      return newInvoice(world, verb, deed, about);
    case "register":
    case "pay_invoice":
    case "pay_invoice_short":
    case "expire_invoice":
    case "cancel_invoice": {
      const ids = [...world.objects.keys()];
      const invoice = ids.at(-1 - (deed.which % ids.length));
      if (invoice !== undefined) return [{ do: verb, invoice }];
      const began = verb === "register" ? "issue" : "bill";
      return [...newInvoice(world, began, deed, about), { do: verb, invoice: "invoice_1" }];
    }
  }
}

function newInvoice(
  world: GwopWorld,
  verb: "issue" | "bill",
  { which, quantity, fields = {} }: Deed,
  { merchantId, buyers }: About,
): readonly GwopCommand[] {
  const number = world.objects.size + 1;
  const invoice = `invoice_${number}`;
  const issued: GwopCommand = {
    do: "issue",
    invoice,
    public_invoice_id: `inv_${number}`,
    merchant_id: merchantId,
    buyer: `buyer_${(which % buyers) + 1}`,
    ...newTerms(itemsOf(quantity), VERSIONS[(which + quantity) % VERSIONS.length]),
    ...invoiceFields.parse(fields),
  };
  return verb === "issue" ? [issued] : [issued, { do: "register", invoice }];
}

/** Amounts in 64 bits, with the fee on top: beyond what a double holds exactly, and beyond 32 bits. */
const AMOUNT_MAX = (2n ** 63n - 1n) / 2n;

const invoiceFields = z.object({ base_amount: z.string().regex(/^\d+$/).exactOptional() });

/** What an invoice may ask for. */
export const arbitraryFields: fc.Arbitrary<Fields> = fc
  .oneof(
    fc.constantFrom(2n ** 31n, 2n ** 32n + 1n, 2n ** 53n - 1n, 2n ** 53n + 1n, AMOUNT_MAX),
    fc.bigInt({ min: 1n, max: AMOUNT_MAX }),
  )
  .map((amount) => ({ base_amount: String(amount) }));

const VERSIONS: readonly Versions[] = ["given", "tied", "missing"];

/** One USDC, in millionths. */
export const BASE_AMOUNT = "1000000";

export function newTerms(
  items: readonly InvoiceItem[],
  versions: Versions = "given",
): Pick<Invoice, "items" | "base_amount" | "versions"> {
  return { items, base_amount: BASE_AMOUNT, versions };
}

/** As the app registers them. Two, so that the sum of the quantities is not that of the first. */
export function itemsOf(quantity: number): readonly InvoiceItem[] {
  return [
    { id: "item_1", quantity },
    { id: "item_2", quantity: 1 },
  ];
}

/** The same command, with other ids. */
export function named(command: GwopCommand, idOf: (symbol: string) => string): GwopCommand {
  switch (command.do) {
    case "wait":
      return command;
    case "issue":
      return {
        ...command,
        invoice: idOf(command.invoice),
        public_invoice_id: idOf(command.public_invoice_id),
        buyer: idOf(command.buyer),
      };
    default:
      return { ...command, invoice: idOf(command.invoice) };
  }
}

export function inWords(command: GwopCommand): string {
  switch (command.do) {
    case "wait":
      return passing(command);
    case "issue":
      return `Gwop issues ${command.invoice} for ${command.buyer}, ${termsOf(command)}`;
    case "register":
      return `the app registers ${command.invoice}`;
    default:
      return `Gwop ${command.do.replaceAll("_", " ")}: ${command.invoice}`;
  }
}

function termsOf({ base_amount, versions }: Pick<Invoice, "base_amount" | "versions">): string {
  const amount = base_amount === BASE_AMOUNT ? "" : ` of ${base_amount} millionths`;
  return `versions ${versions}${amount}`;
}
