/**
 * The senders' world as a pure value: commands change it, and the change may make an event.
 *
 * Every state that an object ever had is kept, oldest first, so that the API can serve a state
 * that lags behind. The clock is part of the value: nothing here reads another one.
 *
 * @see spec/proxy-checkout A11 (order), A13 (subscriptions), A14 (events); spec/gwop
 * @module
 */

import {
  type Invoice,
  type InvoiceCommand,
  invoiceMove,
  newInvoice,
} from "../providers/gwop/invoices.ts";
import {
  compareTied,
  type LineItem,
  type ProxyObject,
  type Session,
  type Subscription,
} from "../providers/proxy/objects.ts";
import { newSession, type SessionCommand, sessionMove } from "../providers/proxy/session-moves.ts";
import {
  newSubscription,
  type SubscriptionCommand,
  subscriptionMove,
} from "../providers/proxy/subscription-moves.ts";

export type World = {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  readonly sessions: ReadonlyMap<string, readonly Session[]>;
  readonly subscriptions: ReadonlyMap<string, readonly Subscription[]>;
  readonly invoices: ReadonlyMap<string, readonly Invoice[]>;
  /** Ids of the invoices that the app has registered with the receiver. */
  readonly registered: ReadonlySet<string>;
};

export type Command =
  | { readonly do: "wait"; readonly ms: number }
  | {
      readonly do: "create";
      readonly session: string;
      readonly buyer: string;
      readonly items: readonly LineItem[];
    }
  | {
      readonly do: "start_subscription";
      readonly session: string;
      readonly subscription: string;
      readonly trial: boolean;
    }
  | (Pick<Invoice, "public_invoice_id" | "merchant_id" | "items" | "base_amount" | "versions"> & {
      readonly do: "issue";
      readonly invoice: string;
      readonly buyer: string;
    })
  | { readonly do: "register" | InvoiceCommand; readonly invoice: string }
  | { readonly do: SessionCommand; readonly session: string }
  | { readonly do: SubscriptionCommand; readonly subscription: string };

/** A state that the sender announces, and by which type of event (A14). */
export type Change = { readonly type: string; readonly object: ProxyObject | Invoice };

/** What a command did: the world after it, and what the sender announces of it, if anything. */
export type Step =
  | { readonly ok: true; readonly world: World; readonly change: Change | null }
  | { readonly ok: false; readonly refusal: string };

/** @param now Where the world's clock starts, in milliseconds since 1970. */
export function emptyWorld(now: number): World {
  return {
    now,
    sessions: new Map(),
    subscriptions: new Map(),
    invoices: new Map(),
    registered: new Set(),
  };
}

/** @returns Every state that the object had, oldest first; `undefined` if there is no such object. */
export function statesOf(world: World, id: string): readonly ProxyObject[] | undefined {
  return world.sessions.get(id) ?? world.subscriptions.get(id);
}

/**
 * @returns The invoice in its present state.
 * @throws {Error} If it was never issued, which is a bug of whoever asks.
 */
export function presentInvoice(world: World, id: string): Invoice {
  const invoice = world.invoices.get(id)?.at(-1);
  if (invoice === undefined) throw new Error(`Bug: there is no invoice ${id}`);
  return invoice;
}

/** @returns The subscription that a session started, in its present state (A13). */
export function startedBy(world: World, session: string): Subscription | undefined {
  return [...world.subscriptions.values()]
    .map((states) => states.at(-1))
    .find((subscription) => subscription?.original_proxy_session_id === session);
}

/**
 * Carries out one command.
 *
 * @returns The next world; or why its sender would not do this now. The world given is never changed.
 */
export function enact(world: World, command: Command): Step {
  if (command.do === "wait") return done({ ...world, now: world.now + command.ms });
  if (command.do === "create") return create(world, command);
  if (command.do === "start_subscription") return startSubscription(world, command);
  if (command.do === "issue") return issue(world, command);
  if (command.do === "register") return register(world, command.invoice);
  if ("invoice" in command) return moveInvoice(world, command.invoice, command.do);
  return "session" in command
    ? moveSession(world, command.session, command.do)
    : moveSubscription(world, command.subscription, command.do);
}

function create(world: World, command: Extract<Command, { do: "create" }>): Step {
  const { session: id, buyer, items } = command;
  if (world.sessions.has(id)) return refuse(`${id} exists already`);
  return done(withSession(world, newSession(id, buyer, items, world.now)));
}

function startSubscription(
  world: World,
  command: Extract<Command, { do: "start_subscription" }>,
): Step {
  const { session: id, subscription, trial } = command;
  const session = world.sessions.get(id)?.at(-1);
  if (session === undefined) return refuse(`there is no session ${id}`);
  if (session.status !== "paid" && session.status !== "provisionable") {
    return refuse(`${id} is ${session.status}: cannot start a subscription`);
  }
  if (world.subscriptions.has(subscription)) return refuse(`${subscription} exists already`);
  if (startedBy(world, id) !== undefined) return refuse(`${id} has started a subscription already`);
  return done(withSubscription(world, newSubscription(subscription, session, trial, world.now)));
}

function moveSession(world: World, id: string, command: SessionCommand): Step {
  const held = world.sessions.get(id)?.at(-1);
  if (held === undefined) return refuse(`there is no session ${id}`);
  const move = sessionMove(held, command);
  if (move === null) return refuse(`${id} is ${held.status}: cannot ${command}`);

  const session = stamped(world.now, held, { ...held, ...move.fields });
  const change = move.event === null ? null : { type: move.event, object: session };
  return done(withSession(world, session), change);
}

function moveSubscription(world: World, id: string, command: SubscriptionCommand): Step {
  const held = world.subscriptions.get(id)?.at(-1);
  if (held === undefined) return refuse(`there is no subscription ${id}`);
  const move = subscriptionMove(held, command, world.now);
  if (move === null) {
    const scheduled = held.cancel_at_period_end ? ", cancellation scheduled" : "";
    return refuse(`${id} is ${held.status}${scheduled}: cannot ${command}`);
  }
  const subscription = stamped(world.now, held, { ...held, ...move.fields });
  return done(withSubscription(world, subscription), { type: move.event, object: subscription });
}

function issue(world: World, command: Extract<Command, { do: "issue" }>): Step {
  const { invoice: id, buyer, public_invoice_id, merchant_id, ...terms } = command;
  if (world.invoices.has(id)) return refuse(`${id} exists already`);
  const ids = { id, public_invoice_id, merchant_id, buyer_reference: buyer };
  const { items, base_amount, versions } = terms;
  return done(withInvoice(world, newInvoice(ids, { items, base_amount, versions }, world.now)));
}

function register(world: World, id: string): Step {
  if (!world.invoices.has(id)) return refuse(`there is no invoice ${id}`);
  return done({ ...world, registered: new Set([...world.registered, id]) });
}

function moveInvoice(world: World, id: string, command: InvoiceCommand): Step {
  const held = world.invoices.get(id)?.at(-1);
  if (held === undefined) return refuse(`there is no invoice ${id}`);
  const move = invoiceMove(held, command);
  if (move === null) return refuse(`${id} is ${held.status}: cannot ${command}`);

  const updated_at = new Date(world.now).toISOString();
  const invoice = { ...held, ...move.fields, updated_at };
  return done(withInvoice(world, invoice), { type: move.event, object: invoice });
}

function withInvoice(world: World, invoice: Invoice): World {
  const { invoices } = world;
  const states = [...(invoices.get(invoice.id) ?? []), invoice];
  return { ...world, invoices: new Map(invoices).set(invoice.id, states) };
}

/**
 * Stamps a new state with the clock, a millisecond past the held one where A11 could not tell the
 * two apart otherwise: they share an `updated_at` only where the second is the higher.
 */
function stamped<T extends ProxyObject>(now: number, held: T, next: T): T {
  const heldAt = Date.parse(held.updated_at);
  const earliest = compareTied(next, held) > 0 ? heldAt : heldAt + 1;
  return { ...next, updated_at: new Date(Math.max(now, earliest)).toISOString() };
}

function withSession(world: World, session: Session): World {
  return { ...advanced(world, session), sessions: appended(world.sessions, session) };
}

function withSubscription(world: World, subscription: Subscription): World {
  const subscriptions = appended(world.subscriptions, subscription);
  return { ...advanced(world, subscription), subscriptions };
}

/** The clock never stands behind a state. */
function advanced(world: World, object: ProxyObject): World {
  return { ...world, now: Math.max(world.now, Date.parse(object.updated_at)) };
}

function appended<T extends ProxyObject>(
  states: ReadonlyMap<string, readonly T[]>,
  state: T,
): ReadonlyMap<string, readonly T[]> {
  return new Map(states).set(state.id, [...(states.get(state.id) ?? []), state]);
}

function done(world: World, change: Change | null = null): Step {
  return { ok: true, world, change };
}

function refuse(refusal: string): Step {
  return { ok: false, refusal };
}
