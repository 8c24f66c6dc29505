/**
 * Turns a history into the commands that Proxy carries out and the deliveries that follow. Pure.
 *
 * It plays the history in a world of its own, with symbols for ids, so that moves which Proxy would
 * refuse are left out, and it is known beforehand how many events there will be. A move about an
 * object that isn't there yet begins one: otherwise most of a short history would be left out.
 *
 * @module
 */

import type { LineItem } from "../simulator/objects.ts";
import { type Command, emptyWorld, enact, type World } from "../simulator/world.ts";
import { BUYERS, type Hearing, type History, type Move } from "./history.ts";

export type Plan = {
  /** The commands of each move, in order; ids are symbols such as `psess_1`. */
  readonly moves: readonly (readonly Command[])[];
  /** The move after which each event exists. */
  readonly events: readonly { readonly type: string; readonly madeBy: number }[];
  /** What is delivered after each move, in order; one slot more for each move of delay at the end. */
  readonly slots: readonly (readonly Due[])[];
};

/** A delivery that is due: of which event, and how many changes the state read for it lags behind. */
export type Due = { readonly event: number; readonly lag: number };

export function planOf(history: History): Plan {
  let world = emptyWorld(0);
  const moves: Command[][] = [];
  const events: { type: string; madeBy: number }[] = [];
  for (const move of history.moves) {
    const done: Command[] = [];
    for (const command of commandsOf(world, move)) {
      const step = enact(world, command);
      if (!step.ok) break;
      world = step.world;
      done.push(command);
      if (step.change !== null) events.push({ type: step.change.type, madeBy: moves.length });
    }
    moves.push(done);
  }
  return { moves, events, slots: slotsOf(history, events) };
}

function slotsOf(history: History, events: Plan["events"]): Plan["slots"] {
  const first = events.map((_, event) => ({ event, ...(history.hearings[event] ?? PROMPT) }));
  const repeats =
    events.length === 0
      ? []
      : history.repeats.map(({ of, ...hearing }) => ({ event: of % events.length, ...hearing }));
  const slots: (Due & { readonly rank: number })[][] = [];
  for (const { event, delay, rank, lag } of [...first, ...repeats]) {
    const slot = (events[event]?.madeBy ?? 0) + delay;
    slots[slot] = [...(slots[slot] ?? []), { event, rank, lag }];
  }
  return Array.from(slots, (slot = []) =>
    slot.toSorted((a, b) => a.rank - b.rank).map(({ event, lag }) => ({ event, lag })),
  );
}

const PROMPT: Hearing = { delay: 0, rank: 0, lag: 0 };

function commandsOf(world: World, move: Move): readonly Command[] {
  const waited: readonly Command[] = move.waitMs === 0 ? [] : [{ do: "wait", ms: move.waitMs }];
  return [...waited, ...deedsOf(world, move)];
}

function deedsOf(world: World, { verb, which, quantity }: Move): readonly Command[] {
  switch (verb) {
    case "begin":
    case "purchase":
    case "subscribe":
      return newPurchase(world, verb, which, quantity);
    case "hand_off":
    case "open":
    case "pay":
    case "make_provisionable":
    case "cancel":
    case "fail":
    case "expire": {
      const session = pick([...world.sessions.keys()], which);
      if (session !== undefined) return [{ do: verb, session }];
      return [...newPurchase(world, "begin", which, quantity), { do: verb, session: "psess_1" }];
    }
    case "renew":
    case "end_trial":
    case "fail_payment":
    case "recover":
    case "schedule_cancellation":
    case "undo_cancellation":
    case "cancel_subscription": {
      const subscription = pick([...world.subscriptions.keys()], which);
      if (subscription !== undefined) return [{ do: verb, subscription }];
      return [
        ...newPurchase(world, "subscribe", which, quantity),
        { do: verb, subscription: "psub_1" },
      ];
    }
  }
}

function newPurchase(
  world: World,
  verb: "begin" | "purchase" | "subscribe",
  which: number,
  quantity: number,
): readonly Command[] {
  const session = `psess_${world.sessions.size + 1}`;
  const buyer = `buyer_${(which % BUYERS) + 1}`;
  const begun: readonly Command[] = [
    { do: "create", session, buyer, items: cartOf(quantity) },
    { do: "hand_off", session },
    { do: "open", session },
  ];
  if (verb === "begin") return begun;
  const paid: readonly Command[] = [...begun, { do: "pay", session }];
  if (verb === "purchase") return [...paid, { do: "make_provisionable", session }];
  const subscription = `psub_${world.subscriptions.size + 1}`;
  return [...paid, { do: "start_subscription", session, subscription, trial: which >= BUYERS }];
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
