/** What a verified body says happened: the envelope of A3, read once and renamed once. @module */

import { z } from "zod";
import { parseJson } from "./json.ts";
import type { VerifiedBody } from "./signature.ts";
import { id, instant, sessionId, subscriptionId, text } from "./wire-formats.ts";

/** An event as its verified envelope tells it (A15). A reason to read state, never state. */
export type ProxyEvent = {
  readonly id: string;
  readonly type: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Null where an event of unknown type carries none. */
  readonly objectId: string | null;
  /** ISO 8601; always there for a known type. */
  readonly objectUpdatedAt: string | null;
  /** Null for an event of unknown type. */
  readonly objectSnapshot: ObjectSnapshot | null;
};

/**
 * The object as it stood when the event was made, as far as A11 orders states by it.
 *
 * For one purpose: to notice that the state read is older than the event. A field is null where
 * the envelope's object lacks it or where it is malformed.
 */
export type ObjectSnapshot = {
  readonly status: string | null;
  readonly cancelAtPeriodEnd: boolean | null;
  /** ISO 8601. */
  readonly currentPeriodEnd: string | null;
};

/** The object whose latest state decides what an event means (A4). */
export type ObjectReference = {
  readonly object: "session" | "subscription";
  readonly id: string;
};

export type ParsedEvent = {
  readonly event: ProxyEvent;
  /** Null where the type is unknown: there is nothing to read. */
  readonly reference: ObjectReference | null;
};

/**
 * The documented event types (ENT) and the object that each is about (A4).
 *
 * A map, not an object literal: a type called `constructor` must be unknown.
 */
const OBJECT_BY_TYPE: ReadonlyMap<string, ObjectReference["object"]> = new Map([
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

/** What any event may say about an object: worth recording, and required of known types only. */
const data = z
  .object({
    object: z.object({ id: id.nullable().catch(null), updated_at: instant.nullable().catch(null) }),
  })
  .catch({ object: { id: null, updated_at: null } });

/** A3: what every event carries. A type's name must be as storable as an id. */
const envelope = z.object({ id, type: id, created_at: instant, data });

/** A malformed field of the snapshot says nothing about staleness, and is no reason to refuse. */
const snapshot = {
  status: text.nullable().catch(null),
  cancel_at_period_end: z.boolean().nullable().catch(null),
  current_period_end: instant.nullable().catch(null),
};

const knownEnvelopes = {
  session: envelope.extend({
    data: z.object({ object: z.object({ id: sessionId, updated_at: instant, ...snapshot }) }),
  }),
  subscription: envelope.extend({
    data: z.object({ object: z.object({ id: subscriptionId, updated_at: instant, ...snapshot }) }),
  }),
} as const;

/**
 * Reads a verified body as an event.
 *
 * @returns Null if the sender signed something that is not an event (A10).
 */
export function parseEvent(body: VerifiedBody): ParsedEvent | null {
  const json = parseJson(body);
  const head = envelope.safeParse(json);
  if (!head.success) return null;

  const object = OBJECT_BY_TYPE.get(head.data.type);
  if (object === undefined) return { event: toEvent(head.data, null), reference: null };

  const known = knownEnvelopes[object].safeParse(json);
  if (!known.success) return null;

  const { id, status, cancel_at_period_end, current_period_end } = known.data.data.object;
  const objectSnapshot = {
    status,
    cancelAtPeriodEnd: cancel_at_period_end,
    currentPeriodEnd: current_period_end,
  };
  return { event: toEvent(known.data, objectSnapshot), reference: { object, id } };
}

function toEvent(
  { id, type, created_at, data }: z.infer<typeof envelope>,
  objectSnapshot: ObjectSnapshot | null,
): ProxyEvent {
  const { id: objectId, updated_at: objectUpdatedAt } = data.object;
  return { id, type, createdAt: created_at, objectId, objectUpdatedAt, objectSnapshot };
}
