/** A well signed event with something odd in its envelope. @module */

import type { Delivery } from "../courier/delivery.ts";
import { onTheWire, spelledPing } from "../trial/ping.ts";
import type { Fields, Sender } from "../trial/sender.ts";
import type { Trial } from "../trial/trial.ts";
import { without } from "./odd-delivery.ts";

type Changes = Fields & { readonly data?: Fields | undefined };

/**
 * An event of an unknown type, with some fields changed. One that is `undefined` is left out.
 *
 * @param fields By the names `id` and `type`, whoever the sender is. The data stay the endpoint's own.
 */
export function oddEvent(trial: Trial, fields: Changes): Delivery {
  const { wire } = trial.sender;
  const { data } = fields;
  const whose = data === undefined ? {} : { data: { ...wire.ownData, ...data } };
  const changed = onTheWire(wire, { ...fields, ...whose });
  const odd = spelledPing(trial, (event) => JSON.stringify({ ...event, ...changed }));
  return { ...odd, ...toldInHeaders(fields, wire.repeated) };
}

/**
 * Headers say again what the body says: an oddity must not be refused for a header that differs.
 * What no header can hold, they leave out.
 */
function toldInHeaders(fields: Fields, repeated: Sender["wire"]["repeated"]): Delivery {
  const { id, type } = fields;
  const untold = (["id", "type"] as const).flatMap((name) => {
    const header = repeated[name];
    return header === undefined || !(name in fields) || isSpellable(fields[name]) ? [] : [header];
  });
  return {
    ...(repeated.id !== undefined && isSpellable(id) ? { eventId: String(id) } : {}),
    ...(repeated.type !== undefined && isSpellable(type) ? { eventType: String(type) } : {}),
    ...(untold.length === 0 ? {} : { bendHeaders: without(...untold) }),
  };
}

function isSpellable(value: unknown): boolean {
  return value !== undefined && value !== "" && /^[\x21-\x7e]+$/.test(String(value));
}
