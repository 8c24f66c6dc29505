/**
 * What may happen in Gwop's world: invoices, and the app that registers them with its receiver.
 *
 * @see docs/target-contract.md#gwops-events
 * @module
 */

import {
  done,
  present,
  refuse,
  type Step,
  type Wait,
  type World,
  wait,
  withState,
} from "../../simulator/world.ts";
import { type Invoice, type InvoiceCommand, invoiceMove, newInvoice } from "./invoices.ts";

export type GwopWorld = World<Invoice>;

export type GwopCommand =
  | Wait
  | (Pick<Invoice, "public_invoice_id" | "merchant_id" | "items" | "base_amount" | "versions"> & {
      readonly do: "issue";
      readonly invoice: string;
      readonly buyer: string;
    })
  | { readonly do: "register" | InvoiceCommand; readonly invoice: string };

/**
 * @returns The invoice in its present state.
 * @throws {Error} If it was never issued, which is a bug of whoever asks.
 */
export function presentInvoice(world: GwopWorld, id: string): Invoice {
  const invoice = present(world, id);
  if (invoice === undefined) throw new Error(`Bug: there is no invoice ${id}`);
  return invoice;
}

/**
 * Carries out one command.
 *
 * @returns The next world; or why Gwop would not do this now. The world given is never changed.
 */
export function enact(world: GwopWorld, command: GwopCommand): Step<Invoice> {
  if (command.do === "wait") return done(wait(world, command));
  if (command.do === "issue") return issue(world, command);
  const held = present(world, command.invoice);
  if (held === undefined) return refuse(`there is no invoice ${command.invoice}`);
  if (command.do === "register") return done(withState(world, { ...held, registered: true }));
  return move(world, held, command.do);
}

function issue(world: GwopWorld, command: Extract<GwopCommand, { do: "issue" }>): Step<Invoice> {
  const { invoice: id, buyer, public_invoice_id, merchant_id, ...terms } = command;
  if (world.objects.has(id)) return refuse(`${id} exists already`);
  const ids = { id, public_invoice_id, merchant_id, buyer_reference: buyer };
  const { items, base_amount, versions } = terms;
  return done(withState(world, newInvoice(ids, { items, base_amount, versions }, world.now)));
}

function move(world: GwopWorld, held: Invoice, command: InvoiceCommand): Step<Invoice> {
  const made = invoiceMove(held, command);
  if (made === null) return refuse(`${held.id} is ${held.status}: cannot ${command}`);
  const invoice = { ...held, ...made.fields, updated_at: new Date(world.now).toISOString() };
  return done(withState(world, invoice), { type: made.event, object: invoice });
}
