/** The event that announces a change, and the bytes in which its sender tells it (A3; gwop.md). @module */

import { type Invoice, isInvoice, spellInvoiceEvent } from "../providers/gwop/invoices.ts";
import type { ProxyObject } from "../providers/proxy/objects.ts";
import type { Change } from "./world.ts";

/** In the fields of Proxy's envelope; Gwop has other names for some of them on the wire. */
export type WebhookEvent = {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: { readonly object: ProxyObject | Invoice };
};

/** @param id The event's own id: the same for every attempt to deliver it. */
export function eventOf(change: Change, id: string): WebhookEvent {
  const { type, object } = change;
  return { id, type, created_at: object.updated_at, data: { object } };
}

const encoder = new TextEncoder();

/** @returns The bytes that are signed and sent. */
export function bodyOf(event: WebhookEvent | undefined): Uint8Array {
  return encoder.encode(JSON.stringify(event === undefined ? undefined : spellingOf(event)));
}

/** Whatever fields an event has been given beyond its own, Proxy's spelling keeps. */
export function spellingOf(event: WebhookEvent): object {
  const { object } = event.data;
  return isInvoice(object) ? spellInvoiceEvent(event, object) : event;
}
