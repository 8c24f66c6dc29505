/** Gwop as a sender: what the harness must know of it to play it, for one endpoint. @module */

import { createHash } from "node:crypto";
import type { WebhookEvent } from "../../simulator/event.ts";
import { Untested } from "../../target/verdict.ts";
import type { Heard, Sender } from "../../trial/sender.ts";
import type { Name } from "../../values/naming.ts";
import { type Invoice, spellInvoiceEvent } from "./invoices.ts";
import { allowedOfInvoices, expectedOfInvoices } from "./oracle.ts";
import { type Registry, registrationOf, registrationRequest } from "./registration.ts";
import { ID_HEADER, TYPE_HEADER } from "./scheme.ts";
import { deedsOf, inWords, itemsOf, named, newTerms } from "./verbs.ts";
import { enact, type GwopCommand, type GwopWorld, presentInvoice } from "./world.ts";

export const GWOP = "gwop";

export type GwopSender = Sender & {
  readonly name: typeof GWOP;
  /** Gwop's id of the merchant whose endpoint it is. */
  readonly merchantId: string;
  /** Where the app registers invoices; null where there is no such route. */
  readonly registry: Registry | null;
};

export function isGwop(sender: Sender): sender is GwopSender {
  return sender.name === GWOP;
}

export function gwopSender(merchantId: string, registry: Registry | null): GwopSender {
  return {
    name: GWOP,
    merchantId,
    registry,
    wire: {
      fields: { id: "event_id", type: "event_type" },
      repeated: { id: ID_HEADER, type: TYPE_HEADER },
      ownData: { merchant_id: merchantId },
      spell: (event: WebhookEvent<Invoice>) => spellInvoiceEvent(event, event.data.object),
      spellId,
      strangers: { newer: "invoice.refunded", misspelled: "invoice.cancelled" },
      malformed: (text) => ({
        type: "invoice.paid",
        data: { invoice_id: 42, status: "PAID", merchant_reference: text },
      }),
    },
    play: {
      enact,
      purchase: (buyer, quantity, freshId) => {
        const invoice = freshId("invoice");
        const ids = { invoice, public_invoice_id: freshId("inv"), merchant_id: merchantId, buyer };
        const issue: GwopCommand = { do: "issue", ...ids, ...newTerms(itemsOf(quantity)) };
        const register: GwopCommand = { do: "register", invoice };
        const pay: GwopCommand = { do: "pay_invoice", invoice };
        return { source: invoice, commands: [issue, register, pay] };
      },
      told: (world: GwopWorld, command: GwopCommand) => {
        if (command.do !== "register") return null;
        if (registry === null) throw new Untested(NO_REGISTRY);
        const registration = registrationOf(presentInvoice(world, command.invoice));
        const request = registrationRequest(registry, command.invoice, registration);
        return { what: "a registration", request };
      },
      deeds: (world: GwopWorld, deed, buyers) => deedsOf(world, deed, { merchantId, buyers }),
      named,
      inWords,
      ordersBy: null,
      kindOf: () => "invoice",
    },
    oracle: {
      expected: (world: GwopWorld, heard, buyer) =>
        expectedOfInvoices(world, buyer, statesIn(heard)),
      allowed: (world: GwopWorld, { sent, heard }, buyer) =>
        allowedOfInvoices(world, buyer, statesIn(heard), statesIn(sent)),
    },
    receiver: {
      // Gwop's documents name no status.
      malformed: [400, 422],
      tokens: registry === null ? [] : [registry.token],
      secretVariable: "GWOP_WEBHOOK_SECRET",
      lacks: registry === null ? NO_REGISTRY : null,
      needs: "a probe (--probe) and a route for invoices (--gwop-invoices)",
    },
  };
}

export const NO_REGISTRY = "the target offers no route for invoices";

/** What is heard of on Gwop's stage are states of Gwop's own. */
function statesIn(heard: Heard): (id: string) => readonly Invoice[] {
  return (id) => [...(heard.get(id) ?? [])] as Invoice[];
}

/** Gwop's invoices have a UUID, and a public id of 32 digits behind `inv_`. */
function spellId({ symbol, kind, lead, nonce, text }: Name): string {
  if (kind !== "invoice" && kind !== "inv") return text;
  const rest = createHash("sha256").update(`${symbol}_${nonce}`).digest("hex");
  const digits = `${lead.padStart(8, "0")}${rest}`.slice(0, 32);
  if (kind === "inv") return `inv_${digits}`;
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
