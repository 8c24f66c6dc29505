/** What generated histories do in Proxy's world, and what is bought where nobody cares. @module */

import fc from "fast-check";
import { passing } from "../../simulator/duration.ts";
import type { Deed } from "../../trial/sender.ts";
import { sessionFields, subscriptionFields } from "./fields.ts";
import type { LineItem } from "./objects.ts";
import { SESSION_COMMANDS } from "./session-moves.ts";
import { SUBSCRIPTION_COMMANDS } from "./subscription-moves.ts";
import { type ProxyCommand, type ProxyWorld, sessionsOf, subscriptionsOf } from "./world.ts";

/** Composite moves make short stories; the single ones bend them. */
export const VERBS = [
  "purchase",
  "subscribe",
  "begin",
  ...SESSION_COMMANDS,
  ...SUBSCRIPTION_COMMANDS,
] as const;

type Verb = (typeof VERBS)[number];

/**
 * Subscriptions change longest, so the verbs about them come more often; finals and undoings too,
 * since a late event after one of these is what resurrects access.
 */
export const ANY_VERB: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Verb>("purchase", "subscribe", "begin") },
  { weight: 2, arbitrary: fc.constantFrom<Verb>(...SESSION_COMMANDS) },
  { weight: 6, arbitrary: fc.constantFrom<Verb>(...SUBSCRIPTION_COMMANDS) },
);

/** For what is about the units of one-time purchases. */
export const PURCHASE_VERBS: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Verb>("purchase", "begin") },
  { weight: 2, arbitrary: fc.constantFrom<Verb>(...SESSION_COMMANDS) },
);

/** For what can only go wrong with a subscription: that it goes on, and that it ends. */
export const SUBSCRIPTION_VERBS: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Verb>("subscribe") },
  { weight: 3, arbitrary: fc.constant<Verb>("renew") },
  { weight: 3, arbitrary: fc.constantFrom<Verb>(...SUBSCRIPTION_COMMANDS) },
  { weight: 1, arbitrary: fc.constant<Verb>("cancel_subscription") },
);

/** A move about an object that isn't there yet begins one: else most of a short history would be left out. */
export function deedsOf(world: ProxyWorld, deed: Deed, buyers: number): readonly ProxyCommand[] {
  return commandsOf(world, deed, buyers).map((command) => withFields(command, deed.fields));
}

function commandsOf(world: ProxyWorld, deed: Deed, buyers: number): readonly ProxyCommand[] {
  // Histories are checked against the verbs when they are read.
  const verb = deed.verb as Verb;
  switch (verb) {
    case "begin":
    case "purchase":
    case "subscribe":
      return newPurchase(world, verb, deed, buyers);
    case "hand_off":
    case "open":
    case "pay":
    case "make_provisionable":
    case "cancel":
    case "fail":
    case "expire": {
      const session = pick([...sessionsOf(world).keys()], deed.which);
      if (session !== undefined) return [{ do: verb, session }];
      return [...newPurchase(world, "begin", deed, buyers), { do: verb, session: "psess_1" }];
    }
    case "renew":
    case "end_trial":
    case "fail_payment":
    case "recover":
    case "schedule_cancellation":
    case "undo_cancellation":
    case "cancel_subscription": {
      const subscription = pick([...subscriptionsOf(world).keys()], deed.which);
      if (subscription !== undefined) return [{ do: verb, subscription }];
      const started = newPurchase(world, "subscribe", deed, buyers);
      return [...started, { do: verb, subscription: "psub_1" }];
    }
  }
}

function newPurchase(
  world: ProxyWorld,
  verb: "begin" | "purchase" | "subscribe",
  { which, quantity }: Deed,
  buyers: number,
): readonly ProxyCommand[] {
  const session = `psess_${sessionsOf(world).size + 1}`;
  const buyer = `buyer_${(which % buyers) + 1}`;
  const begun: readonly ProxyCommand[] = [
    { do: "create", session, buyer, items: cartOf(quantity) },
    { do: "hand_off", session },
    { do: "open", session },
  ];
  if (verb === "begin") return begun;
  const paid: readonly ProxyCommand[] = [...begun, { do: "pay", session }];
  if (verb === "purchase") return [...paid, { do: "make_provisionable", session }];
  const subscription = `psub_${subscriptionsOf(world).size + 1}`;
  return [...paid, { do: "start_subscription", session, subscription, trial: which >= buyers }];
}

/** Each state that a deed makes has what is odd about it, as far as it has such fields. */
function withFields(command: ProxyCommand, odd: Deed["fields"]): ProxyCommand {
  if (odd === undefined || Object.keys(odd).length === 0 || command.do === "wait") return command;
  if (command.do === "start_subscription" || "subscription" in command) {
    const fields = subscriptionFields.parse(odd);
    return Object.keys(fields).length === 0 ? command : { ...command, fields };
  }
  // What is bought is said once, when it is bought.
  const { cart_snapshot, cart_version, amount_minor, ...later } = sessionFields.parse(odd);
  const fields = command.do === "create" ? sessionFields.parse(odd) : later;
  return Object.keys(fields).length === 0 ? command : { ...command, fields };
}

/** Two lines, so that the sum of the quantities is not the quantity of the first. */
export function cartOf(quantity: number): readonly LineItem[] {
  return [
    { id: "item_1", name: "Credits", amountMinor: 1000, quantity },
    { id: "item_2", name: "Welcome credit", amountMinor: 0, quantity: 1 },
  ];
}

/** Counts back from the newest, which the moves before were most likely about. */
function pick(ids: readonly string[], which: number): string | undefined {
  return ids.at(-1 - (which % ids.length));
}

/** The same command, with other ids. */
export function named(command: ProxyCommand, idOf: (symbol: string) => string): ProxyCommand {
  switch (command.do) {
    case "wait":
      return command;
    case "create":
      return { ...command, session: idOf(command.session), buyer: idOf(command.buyer) };
    case "start_subscription": {
      const { session, subscription } = command;
      return { ...command, session: idOf(session), subscription: idOf(subscription) };
    }
    default:
      return "session" in command
        ? { ...command, session: idOf(command.session) }
        : { ...command, subscription: idOf(command.subscription) };
  }
}

export function inWords(command: ProxyCommand): string {
  switch (command.do) {
    case "wait":
      return passing(command);
    case "create":
      return `Proxy creates ${command.session} for ${command.buyer}${oddly(command.fields)}`;
    case "start_subscription":
      return `Proxy starts ${command.subscription} from ${command.session}${oddly(command.fields)}`;
    default: {
      const deed = command.do.replaceAll("_", " ");
      const object = "session" in command ? command.session : command.subscription;
      return `Proxy ${deed}: ${object}${oddly(command.fields)}`;
    }
  }
}

const SHOWN_MAX = 160;

function oddly(fields: object = {}): string {
  const told = Object.entries(fields).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const words = told.join(", ");
  if (words === "") return "";
  return `, with ${words.length > SHOWN_MAX ? `${words.slice(0, SHOWN_MAX)}…` : words}`;
}
