/**
 * The oracle: what every buyer must have, computed from the world alone.
 *
 * It looks at how things stand, never at the deliveries by which a receiver learned of them: a
 * receiver follows events, the oracle reads the last page. Two ways that agree are evidence.
 *
 * @see docs/target-contract.md#what-is-right
 * @module
 */

import type { Policy } from "../../target/policy.ts";
import type { ExpectedRecord } from "../../trial/expected-record.ts";
import { unitsIn } from "./carts.ts";
import { isSession, type Session, type Subscription } from "./objects.ts";
import { type ProxyWorld, sessionsOf, startedBy, subscriptionsOf } from "./world.ts";

/**
 * @param heard The objects that a known event was acknowledged about.
 * @returns One entry for every object of this buyer.
 */
export function expectedRecords(
  world: ProxyWorld,
  heard: ReadonlySet<string>,
  buyer: string,
  policy: Policy,
): readonly ExpectedRecord[] {
  const sessions = latest(sessionsOf(world)).filter((session) => session.buyer_reference === buyer);
  const subscriptions = latest(subscriptionsOf(world)).filter((s) => s.buyer_reference === buyer);
  return [
    ...sessions.map((session) => expectedOfSession(world, heard, session)),
    ...subscriptions.map((s) => expectedOfSubscription(world, heard, s, policy)),
  ];
}

/** @returns The same of one object; null where there is none. */
export function expectedRecordOf(
  world: ProxyWorld,
  heard: ReadonlySet<string>,
  id: string,
  policy: Policy,
): ExpectedRecord | null {
  const object = world.objects.get(id)?.at(-1);
  if (object === undefined) return null;
  return isSession(object)
    ? expectedOfSession(world, heard, object)
    : expectedOfSubscription(world, heard, object, policy);
}

function expectedOfSession(
  world: ProxyWorld,
  heard: ReadonlySet<string>,
  session: Session,
): ExpectedRecord {
  const record = { kind: "one_time", source: session.id, quantity: quantityOf(session) } as const;
  const subscription = startedBy(world, session.id);
  if (subscription !== undefined && heard.has(subscription.id)) {
    return { ...record, access: "none_that_grants" };
  }
  if (!heard.has(session.id)) return { ...record, access: "none" };
  switch (session.status) {
    case "provisionable":
      return { ...record, access: "granted" };
    case "cancelled":
    case "failed":
    case "expired":
      return { ...record, access: "unavailable_or_none" };
    case "created":
    case "payer_handoff_pending":
    case "payer_opened":
    case "paid":
      return { ...record, access: "none" };
  }
}

function expectedOfSubscription(
  world: ProxyWorld,
  heard: ReadonlySet<string>,
  subscription: Subscription,
  policy: Policy,
): ExpectedRecord {
  const { id, status, current_period_end: periodEnd } = subscription;
  const session = sessionsOf(world).get(subscription.original_proxy_session_id)?.at(-1);
  const record = {
    kind: "recurring",
    source: id,
    accessUntil: periodEnd,
    renews: status !== "cancelled" && !subscription.cancel_at_period_end,
    startedWithQuantity: session === undefined ? null : quantityOf(session),
  } as const;
  if (!heard.has(id)) return { ...record, access: "none" };
  switch (status) {
    case "trialing":
    case "active":
      return { ...record, access: "granted" };
    case "past_due":
      return { ...record, access: policy.pastDue };
    case "cancelled":
      // Whether the paid period is over is a question to the clock, and the oracle has none.
      return {
        ...record,
        access: policy.cancelled === "ended" || periodEnd === null ? "ended" : "ended_or_granted",
      };
  }
}

/** @returns The units of the cart; null where they are unknown. */
function quantityOf(session: Session): number | null {
  return unitsIn(session.cart_snapshot);
}

function latest<T>(states: ReadonlyMap<string, readonly T[]>): readonly T[] {
  return [...states.values()].flatMap((history) => history.slice(-1));
}
