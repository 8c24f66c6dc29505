/** An invoice's event, told otherwise than the simulator tells it. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { utf8 } from "../../requirements/odd-delivery.ts";
import type { WebhookEvent } from "../../simulator/event.ts";
import type { Fields } from "../../trial/sender.ts";
import { type Invoice, spellInvoiceEvent } from "./invoices.ts";

/** Fields to change, by their names on the wire. One that is `undefined` is left out. */
export type Retelling = { readonly envelope?: Fields; readonly data?: Fields };

/**
 * Changes what is signed, so that the headers still say the same as the body.
 *
 * The delivery carries bytes only. Where they tell the truth, in whatever words, the event goes
 * with them, so that the oracle knows of it: `{ ...retold(paid, …), event: paid }`.
 */
export function retold(
  event: WebhookEvent<Invoice>,
  { envelope = {}, data = {} }: Retelling,
): Delivery {
  const { data: told, ...others } = spellInvoiceEvent(event, event.data.object);
  const body = { ...others, ...envelope, data: Object.assign({}, told, data) };
  const { event_id: eventId = event.id, event_type: eventType = event.type } = envelope;
  return {
    body: utf8(JSON.stringify(body)),
    eventId: String(eventId),
    eventType: String(eventType),
  };
}

/**
 * @param version Of the event: among events of an honest Gwop, the later one has the larger.
 * @returns The same event, of an invoice whose events have versions.
 */
export function versioned(event: WebhookEvent<Invoice>, version: number): WebhookEvent<Invoice> {
  const invoice: Invoice = { ...event.data.object, versions: "given", announced: version };
  return { ...event, data: { object: invoice } };
}

/** @returns The same event, of a payment of another amount. */
export function paying(event: WebhookEvent<Invoice>, amount_usdc: string): WebhookEvent<Invoice> {
  return { ...event, data: { object: { ...event.data.object, amount_usdc } } };
}
