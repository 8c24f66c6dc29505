/** A well signed event with something odd in its envelope. @module */

import type { Delivery } from "../courier/delivery.ts";
import { type Fields, onTheWire, ownData, spelledPing } from "../trial/ping.ts";
import type { Trial } from "../trial/trial.ts";
import { without } from "./odd-delivery.ts";

type Changes = Fields & { readonly data?: Fields | undefined };

/**
 * An event of an unknown type, with some fields changed. One that is `undefined` is left out.
 *
 * @param fields By Proxy's names, whoever the sender is. The data stay those of the same merchant.
 */
export function oddEvent(trial: Trial, fields: Changes): Delivery {
  const { data } = fields;
  const whose = data === undefined ? {} : { data: { ...ownData(trial.target), ...data } };
  const changed = onTheWire(trial.target, { ...fields, ...whose });
  const odd = spelledPing(trial, (event) => JSON.stringify({ ...event, ...changed }));
  return { ...odd, ...(trial.target.gwop === undefined ? {} : toldInHeaders(fields)) };
}

/** An event of a type that Proxy has, about an object that it need not know. */
export function knownEvent(trial: Trial, type: string, object: unknown): Delivery {
  return oddEvent(trial, { type, data: { object } });
}

/**
 * Gwop's headers say what the body says: an oddity must not be refused for a header that differs.
 * What no header can hold, they leave out.
 */
function toldInHeaders(fields: Fields): Delivery {
  const { id, type } = fields;
  const untold = [
    ...("id" in fields && !isSpellable(id) ? ["x-gwop-event-id"] : []),
    ...("type" in fields && !isSpellable(type) ? ["x-gwop-event-type"] : []),
  ];
  return {
    ...(isSpellable(id) ? { eventId: String(id) } : {}),
    ...(isSpellable(type) ? { eventType: String(type) } : {}),
    ...(untold.length === 0 ? {} : { bendHeaders: without(...untold) }),
  };
}

function isSpellable(value: unknown): boolean {
  return value !== undefined && value !== "" && /^[\x21-\x7e]+$/.test(String(value));
}
