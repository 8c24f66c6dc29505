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

/** A3: what every event carries. A type's name must be as storable as an id. */
const envelope = z.object({ id, type: id, created_at: instant });

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

/** What an event of unknown type may say about an object: worth recording, never required. */
const unknownData = z
  .object({
    object: z.object({ id: id.nullable().catch(null), updated_at: instant.nullable().catch(null) }),
  })
  .catch({ object: { id: null, updated_at: null } });

const unknownEnvelope = envelope.extend({ data: unknownData });

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
  return object === undefined ? parseUnknown(json) : parseKnown(json, object);
}

function parseKnown(json: unknown, object: ObjectReference["object"]): ParsedEvent | null {
  const parsed = knownEnvelopes[object].safeParse(json);
  if (!parsed.success) return null;

  const { id, type, created_at, data } = parsed.data;
  return {
    event: {
      id,
      type,
      createdAt: created_at,
      objectId: data.object.id,
      objectUpdatedAt: data.object.updated_at,
      objectSnapshot: {
        status: data.object.status,
        cancelAtPeriodEnd: data.object.cancel_at_period_end,
        currentPeriodEnd: data.object.current_period_end,
      },
    },
    reference: { object, id: data.object.id },
  };
}

function parseUnknown(json: unknown): ParsedEvent | null {
  const parsed = unknownEnvelope.safeParse(json);
  if (!parsed.success) return null;

  const { id, type, created_at, data } = parsed.data;
  return {
    event: {
      id,
      type,
      createdAt: created_at,
      objectId: data.object.id,
      objectUpdatedAt: data.object.updated_at,
      objectSnapshot: null,
    },
    reference: null,
  };
}
