/** What `harness trigger` can play of Gwop, once an invoice was issued and registered. @module */

import type { Stories, Story } from "../provider.ts";
import type { InvoiceCommand } from "./invoices.ts";

export const TOLD_STORIES: Stories["all"] = [
  of("invoice", "an invoice is paid", "pay_invoice"),
  of("short-payment", "an invoice is paid, but too little", "pay_invoice_short"),
  of("expired-invoice", "an invoice expires before it is paid", "expire_invoice"),
  of("cancelled-invoice", "an invoice is cancelled before it is paid", "cancel_invoice"),
  of("late-payment", "an invoice is paid after it expired", "expire_invoice", "pay_invoice"),
];

function of(name: string, does: string, ...verbs: readonly InvoiceCommand[]): Story {
  return { name, does, commands: (invoice) => verbs.map((verb) => ({ do: verb, invoice })) };
}
