/** The event that announces a change, as Proxy would put it into a delivery's body (A3). @module */

import type { ProxyObject } from "./objects.ts";
import type { Change } from "./world.ts";

export type ProxyEvent = {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: { readonly object: ProxyObject };
};

/** @param id The event's own id: the same for every attempt to deliver it. */
export function eventOf(change: Change, id: string): ProxyEvent {
  const { type, object } = change;
  return { id, type, created_at: object.updated_at, data: { object } };
}

const encoder = new TextEncoder();

/** @returns The bytes that are signed and sent. */
export function bodyOf(event: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(event));
}
