/**
 * What may happen in Proxy's world: sessions, and the subscriptions that they start.
 *
 * @see docs/assumptions.md#a11 (order); docs/assumptions.md#a13 (subscriptions); docs/assumptions.md#a14 (events)
 * @module
 */

import { later, nanosecondsOf } from "../../simulator/instant.ts";
import {
  clockOf,
  done,
  present,
  refuse,
  type Step,
  type Wait,
  type World,
  wait,
  withState,
} from "../../simulator/world.ts";
import type { SessionFields, SubscriptionFields } from "./fields.ts";
import {
  compareTied,
  isSession,
  isSubscription,
  type LineItem,
  type ProxyObject,
  type Session,
  type Subscription,
} from "./objects.ts";
import { newSession, type SessionCommand, sessionMove } from "./session-moves.ts";
import {
  newSubscription,
  type SubscriptionCommand,
  subscriptionMove,
} from "./subscription-moves.ts";

export type ProxyWorld = World<ProxyObject>;

type ProxyStep = Step<ProxyObject>;

export type ProxyCommand =
  | Wait
  | {
      readonly do: "create";
      readonly session: string;
      readonly buyer: string;
      readonly items: readonly LineItem[];
      readonly fields?: SessionFields | undefined;
    }
  | {
      readonly do: "start_subscription";
      readonly session: string;
      readonly subscription: string;
      readonly trial: boolean;
      /** How far beyond a whole second its periods end, in milliseconds: 0 by default. */
      readonly beyondMs?: number;
      readonly fields?: SubscriptionFields | undefined;
    }
  | MoveSession
  | MoveSubscription;

/** What else is otherwise in the state after it than it would be by itself: `fields`. */
type MoveSession = {
  readonly do: SessionCommand;
  readonly session: string;
  readonly fields?: SessionFields | undefined;
};

type MoveSubscription = {
  readonly do: SubscriptionCommand;
  readonly subscription: string;
  readonly fields?: SubscriptionFields | undefined;
};

/** @returns The states of each session, oldest first. */
export function sessionsOf({ objects }: ProxyWorld): ReadonlyMap<string, readonly Session[]> {
  return new Map(
    [...objects].flatMap(([id, states]) => (states.every(isSession) ? [[id, states]] : [])),
  );
}

/** @returns The states of each subscription, oldest first. */
export function subscriptionsOf({
  objects,
}: ProxyWorld): ReadonlyMap<string, readonly Subscription[]> {
  return new Map(
    [...objects].flatMap(([id, states]) => (states.every(isSubscription) ? [[id, states]] : [])),
  );
}

/** @returns The subscription that a session started, in its present state (A13). */
export function startedBy(world: ProxyWorld, session: string): Subscription | undefined {
  return [...subscriptionsOf(world).values()]
    .map((states) => states.at(-1))
    .find((subscription) => subscription?.original_proxy_session_id === session);
}

/**
 * Carries out one command.
 *
 * @returns The next world; or why Proxy would not do this now. The world given is never changed.
 */
export function enact(world: ProxyWorld, command: ProxyCommand): ProxyStep {
  if (command.do === "wait") return done(wait(world, command));
  if (command.do === "create") return create(world, command);
  if (command.do === "start_subscription") return startSubscription(world, command);
  return "session" in command ? moveSession(world, command) : moveSubscription(world, command);
}

function create(world: ProxyWorld, command: Extract<ProxyCommand, { do: "create" }>): ProxyStep {
  const { session: id, buyer, items, fields } = command;
  if (world.objects.has(id)) return refuse(`${id} exists already`);
  const session = newSession(id, buyer, items, clockOf(world));
  return done(withState(world, { ...session, ...fields }));
}

function startSubscription(
  world: ProxyWorld,
  command: Extract<ProxyCommand, { do: "start_subscription" }>,
): ProxyStep {
  const { session: id, subscription } = command;
  const session = presentSession(world, id);
  if (session === undefined) return refuse(`there is no session ${id}`);
  if (session.status !== "paid" && session.status !== "provisionable") {
    return refuse(`${id} is ${session.status}: cannot start a subscription`);
  }
  if (world.objects.has(subscription)) return refuse(`${subscription} exists already`);
  if (startedBy(world, id) !== undefined) return refuse(`${id} has started a subscription already`);
  const begun = newSubscription(session, command, clockOf(world));
  return done(withState(world, { ...begun, ...command.fields }));
}

function moveSession(
  world: ProxyWorld,
  { do: command, session: id, fields }: MoveSession,
): ProxyStep {
  const held = presentSession(world, id);
  if (held === undefined) return refuse(`there is no session ${id}`);
  const move = sessionMove(held, command);
  if (move === null) return refuse(`${id} is ${held.status}: cannot ${command}`);

  const session = stamped(clockOf(world), held, { ...held, ...move.fields, ...fields });
  const change = move.event === null ? null : { type: move.event, object: session };
  return done(withState(world, session), change);
}

function moveSubscription(
  world: ProxyWorld,
  { do: command, subscription: id, fields }: MoveSubscription,
): ProxyStep {
  const held = present(world, id);
  if (held === undefined || !isSubscription(held)) return refuse(`there is no subscription ${id}`);
  const move = subscriptionMove(held, command, clockOf(world));
  if (move === null) {
    const scheduled = held.cancel_at_period_end ? ", cancellation scheduled" : "";
    return refuse(`${id} is ${held.status}${scheduled}: cannot ${command}`);
  }
  const next = { ...held, ...move.fields, ...fields };
  const subscription = stamped(clockOf(world), held, next);
  return done(withState(world, subscription), { type: move.event, object: subscription });
}

function presentSession(world: ProxyWorld, id: string): Session | undefined {
  const held = present(world, id);
  return held !== undefined && isSession(held) ? held : undefined;
}

/**
 * Stamps a new state with the clock, a millisecond past the held one where A11 could not tell the
 * two apart otherwise: they share an `updated_at` only where the second is the higher.
 */
function stamped<T extends ProxyObject>(clock: string, held: T, next: T): T {
  const isLater = nanosecondsOf(clock) > nanosecondsOf(held.updated_at);
  const isTold = isLater || compareTied(next, held) > 0;
  return { ...next, updated_at: isTold ? clock : later(held.updated_at, 1) };
}
