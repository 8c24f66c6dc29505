/** A well signed event with something odd in its envelope. @module */

import type { Delivery } from "../courier/delivery.ts";
import { ping } from "../preflight.ts";
import type { Trial } from "../trial.ts";
import { utf8 } from "./odd-delivery.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** An event of an unknown type, with some fields changed. One that is `undefined` is left out. */
export function oddEvent(trial: Trial, fields: Fields): Delivery {
  return spelled(trial, (event) => JSON.stringify({ ...event, ...fields }));
}

/** An event of a known type about an object that Proxy need not know. */
export function knownEvent(trial: Trial, type: string, object: unknown): Delivery {
  return oddEvent(trial, { type, data: { object } });
}

/** @param spell Writes the event's body, where JSON.stringify would not write it like that. */
export function spelled(trial: Trial, spell: (event: Fields) => string): Delivery {
  const { eventId } = ping(trial);
  const created_at = new Date().toISOString();
  const body = spell({ id: eventId, type: "conformance.ping", created_at, data: {} });
  return { eventId, body: utf8(body) };
}
