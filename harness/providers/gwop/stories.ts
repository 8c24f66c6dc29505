/** Short stories about Gwop's invoices, that many checks begin with. @module */

import type { WebhookEvent } from "../../simulator/event.ts";
import type { Invoice } from "./invoices.ts";
import type { GwopTrial } from "./trial.ts";
import { register } from "./trial.ts";
import { BASE_AMOUNT, itemsOf } from "./verbs.ts";

export type Issued = { readonly buyer: string; readonly invoice: string };

export type Terms = Partial<Pick<Invoice, "items" | "base_amount" | "versions">> & {
  readonly buyer?: string;
};

/** An invoice that Gwop knows, and the receiver does not. */
export function issue(trial: GwopTrial, terms: Terms = {}): Issued {
  const { buyer = trial.freshId("buyer"), versions = "given" } = terms;
  const { items = itemsOf(2), base_amount = BASE_AMOUNT } = terms;
  const registered = items.map(({ id, quantity }) => ({ id, quantity }));
  const invoice = trial.freshId("invoice");
  trial.act({
    do: "issue",
    invoice,
    public_invoice_id: trial.freshId("inv"),
    merchant_id: trial.sender.merchantId,
    buyer,
    items: registered,
    base_amount,
    versions,
  });
  return { buyer, invoice };
}

/** An invoice that the app has registered with the receiver. */
export async function bill(trial: GwopTrial, terms: Terms = {}): Promise<Issued> {
  const issued = issue(trial, terms);
  await register(trial, issued.invoice);
  return issued;
}

export type Billed = Issued & { readonly paid: WebhookEvent<Invoice> };

/** A registered invoice that has been paid, whose event nobody has delivered yet. */
export async function billAndPay(trial: GwopTrial, terms: Terms = {}): Promise<Billed> {
  const billed = await bill(trial, terms);
  return { ...billed, paid: trial.announce({ do: "pay_invoice", invoice: billed.invoice }) };
}
