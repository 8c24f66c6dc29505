/**
 * From verified bytes to an event, or the refusal of what is none.
 *
 * @see docs/assumptions.md#a3 (envelope); docs/assumptions.md#a10 (what is malformed); docs/assumptions.md#a16 (webhook-id)
 * @module
 */

import type { Parts } from "./parts.ts";
import { parseUnique } from "./unique-json.ts";

const ID_CHARACTERS_MAX = 255;

type EnvelopeParts = "readEvent" | "decode" | "parse" | "isId";

export const envelope: Pick<Parts, EnvelopeParts> = {
  readEvent: ({ incoming, body, claim }, context) => {
    const { parts, environment } = context;
    const { names } = parts;
    const text = parts.decode(body);
    const event = text === null ? null : fieldsOf(parts.parse(text));
    const id = event?.[names.id];
    const type = event?.[names.type];
    if (!parts.isId(id) || typeof type !== "string" || type === "") return "event_malformed";
    if (claim.eventId !== null && claim.eventId !== id) return "event_malformed";

    if (!parts.agreesWithHeaders(incoming, { id, type })) return "event_malformed";

    const data = event?.["data"];
    if (!parts.isForUs(data, environment)) return "merchant_unknown";
    const kind = parts.kindOf(type);
    if (kind === null) return { id, type, snapshot: null };
    const snapshot = parts.snapshotOf(data, { kind, type }, context);
    return snapshot === null ? "event_malformed" : { id, type, snapshot };
  },

  decode: (body) => {
    try {
      // A byte-order mark is kept, so that JSON refuses it.
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  },

  parse: parseUnique,

  isId: (value): value is string =>
    typeof value === "string" &&
    value !== "" &&
    value.length <= ID_CHARACTERS_MAX &&
    !value.includes("\0") &&
    value.isWellFormed(),
};

/** @returns The fields of a JSON object; null where the value is none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  // What is an object, not null and not an array has string keys; its values stay unknown.
  return value as Readonly<Record<string, unknown>>;
}
