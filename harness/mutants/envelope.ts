/**
 * From verified bytes to an event, or the refusal of what is none.
 *
 * @see spec/proxy-checkout A3 (envelope), A10 (what is malformed), A16 (webhook-id)
 * @module
 */

import type { Parts } from "./parts.ts";
import type { ObjectKind } from "./records.ts";
import { parseUnique } from "./unique-json.ts";

const ID_CHARACTERS_MAX = 255;

const KINDS: ReadonlyMap<string, ObjectKind> = new Map([
  ["proxy_session.paid", "session"],
  ["proxy_session.provisionable", "session"],
  ["proxy_session.cancelled", "session"],
  ["proxy_session.failed", "session"],
  ["proxy_session.expired", "session"],
  ["subscription.renewed", "subscription"],
  ["subscription.payment_failed", "subscription"],
  ["subscription.cancel_scheduled", "subscription"],
  ["subscription.cancelled", "subscription"],
]);

type EnvelopeParts =
  | "names"
  | "readEvent"
  | "decode"
  | "parse"
  | "isId"
  | "kindOf"
  | "agreesWithHeaders"
  | "isForUs"
  | "snapshotOf";

export const envelope: Pick<Parts, EnvelopeParts> = {
  names: {
    provider: "proxy",
    webhookPath: "/api/proxy/webhook",
    signature: "proxy-signature",
    id: "id",
    type: "type",
  },

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

  kindOf: (type) => KINDS.get(type) ?? null,

  // Proxy sends none that are not signed, and an endpoint of its own to every merchant.
  agreesWithHeaders: () => true,
  isForUs: () => true,

  snapshotOf: (data, { kind }, context) =>
    context.parts.stateOf(fieldsOf(data)?.["object"], kind, context),
};

/** @returns The fields of a JSON object; null where the value is none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  // What is an object, not null and not an array has string keys; its values stay unknown.
  return value as Readonly<Record<string, unknown>>;
}
