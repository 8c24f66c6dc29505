/** An event of a type that nobody knows: it is acknowledged, and changes nothing. @module */

import { UNKNOWN_TYPE } from "../courier/delivery.ts";
import type { Fields, Sender } from "./sender.ts";

export type Ping = { readonly body: Uint8Array; readonly eventId: string };

type Asked = {
  readonly freshId: (prefix: string) => string;
  readonly sender: Pick<Sender, "wire">;
};

export function ping(trial: Asked): Ping {
  return spelledPing(trial, JSON.stringify);
}

/** @param spell Writes the event's body, where JSON.stringify would not write it like that. */
export function spelledPing(
  { freshId, sender: { wire } }: Asked,
  spell: (event: Fields) => string,
): Ping {
  const id = freshId("evt");
  const created_at = new Date().toISOString();
  const envelope = { id, type: UNKNOWN_TYPE, created_at, data: wire.ownData };
  return { eventId: id, body: new TextEncoder().encode(spell(onTheWire(wire, envelope))) };
}

/** @param fields By the names `id` and `type`. All others keep theirs. */
export function onTheWire(
  { fields: names }: Pick<Sender["wire"], "fields">,
  fields: Fields,
): Fields {
  const own: Readonly<Record<string, string>> = names;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [own[name] ?? name, value]),
  );
}
