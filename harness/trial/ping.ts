/** An event of a type that nobody knows: it is acknowledged, and changes nothing. @module */

import { UNKNOWN_TYPE } from "../courier/delivery.ts";
import { FIELD_NAMES, providerOf } from "../providers/provider.ts";
import type { Target } from "../target/target.ts";
import type { Trial } from "./trial.ts";

export type Fields = Readonly<Record<string, unknown>>;

export type Ping = { readonly body: Uint8Array; readonly eventId: string };

type Asked = Pick<Trial, "freshId"> & { readonly target: Pick<Target, "scheme" | "gwop"> };

export function ping(trial: Asked): Ping {
  return spelledPing(trial, JSON.stringify);
}

/** @param spell Writes the event's body, where JSON.stringify would not write it like that. */
export function spelledPing(trial: Asked, spell: (event: Fields) => string): Ping {
  const eventId = trial.freshId("evt");
  const body = spell(onTheWire(trial.target, envelopeOf(trial.target, eventId)));
  return { eventId, body: new TextEncoder().encode(body) };
}

/** The fields of an event of unknown type, by Proxy's names. */
function envelopeOf(target: Pick<Target, "gwop">, id: string): Fields {
  const created_at = new Date().toISOString();
  return { id, type: UNKNOWN_TYPE, created_at, data: ownData(target) };
}

/** What an event's data have whatever it tells: at Gwop the merchant's id, or it is another's. */
export function ownData({ gwop }: Pick<Target, "gwop">): Fields {
  return gwop === undefined ? {} : { merchant_id: gwop.merchantId };
}

/** @param fields By Proxy's names. Fields that are nobody's keep theirs. */
export function onTheWire({ scheme }: Pick<Target, "scheme">, fields: Fields): Fields {
  const names: Readonly<Record<string, string>> = FIELD_NAMES[providerOf(scheme)];
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]),
  );
}
