/**
 * Proxy's objects as an envelope tells them (A3): those of the documented shape, which alone an oracle can
 * judge.
 *
 * Only what the oracle reads is looked at; whatever else is in one is served as it was told.
 *
 * @see docs/assumptions.md#a3; docs/target-contract.md#session; docs/target-contract.md#subscription
 * @module
 */

import { z } from "zod";
import {
  type ProxyObject,
  SESSION_STATUSES,
  SUBSCRIPTION_STATUSES,
} from "../providers/proxy/objects.ts";

const id = z.string().min(1).max(255);
/** Nine digits of a second at most are compared (A11). */
const instant = z.iso.datetime({ offset: true }).regex(/(?<!\.\d{10,})(?:Z|[+-]\d\d:\d\d)$/);

const session = z.looseObject({
  id,
  status: z.enum(SESSION_STATUSES),
  buyer_reference: id,
  cart_snapshot: z.record(z.string(), z.unknown()),
  updated_at: instant,
});

const subscription = z.looseObject({
  id,
  original_proxy_session_id: id,
  buyer_reference: id,
  status: z.enum(SUBSCRIPTION_STATUSES),
  cancel_at_period_end: z.boolean(),
  current_period_end: instant.nullable(),
  updated_at: instant,
});

const envelope = z.looseObject({ id, type: z.string(), created_at: z.string() });
const ofSession = envelope.extend({ data: z.looseObject({ object: session }) });
const ofSubscription = envelope.extend({ data: z.looseObject({ object: subscription }) });

/** @see docs/target-contract.md#event-types */
const SHAPES = {
  "proxy_session.paid": ofSession,
  "proxy_session.provisionable": ofSession,
  "proxy_session.cancelled": ofSession,
  "proxy_session.failed": ofSession,
  "proxy_session.expired": ofSession,
  "subscription.renewed": ofSubscription,
  "subscription.payment_failed": ofSubscription,
  "subscription.cancel_scheduled": ofSubscription,
  "subscription.cancelled": ofSubscription,
} as const;

export type ToldEvent = {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly object: ProxyObject;
};

/** @returns Null where the type or the shape of its object is not known. */
export function toldIn(json: unknown): ToldEvent | null {
  const named = envelope.safeParse(json);
  if (!named.success || !isKnown(named.data.type)) return null;
  const parsed = SHAPES[named.data.type].safeParse(json);
  if (!parsed.success) return null;
  const { id: eventId, type, created_at, data } = parsed.data;
  // The fields that were not looked at are nobody's but the receiver's.
  return { id: eventId, type, created_at, object: data.object as unknown as ProxyObject };
}

function isKnown(type: string): type is keyof typeof SHAPES {
  return Object.hasOwn(SHAPES, type);
}
