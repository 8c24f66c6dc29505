/**
 * Turns a history into the commands that the sender carries out and the deliveries that follow. Pure.
 *
 * It plays the history in a world of its own, with symbols for ids, so that moves which would be
 * refused are left out, and it is known beforehand how many events there will be. A move about an
 * object that isn't there yet begins one: otherwise most of a short history would be left out.
 *
 * @module
 */

import type { Versions } from "../providers/gwop/invoices.ts";
import { BASE_AMOUNT, itemsOf } from "../providers/gwop/verbs.ts";
import { cartOf } from "../providers/proxy/verbs.ts";
import { type Command, emptyWorld, enact, type World } from "../simulator/world.ts";
import {
  type Arrival,
  BUYERS,
  type Forgery,
  type History,
  type Manner,
  type Move,
} from "./history.ts";

export type PlannedEvent = {
  readonly type: string;
  /** The move after which it exists. */
  readonly madeBy: number;
};

export type PlannedDelivery =
  | { readonly kind: "honest"; readonly event: number; readonly manner: Manner }
  | { readonly kind: "forged"; readonly event: number; readonly forgery: Forgery };

/** Deliveries that are released together; most often a single one. */
export type Burst = readonly PlannedDelivery[];

export type Plan = {
  /** The commands of each move, in order; ids are symbols such as `psess_1`. */
  readonly moves: readonly (readonly Command[])[];
  readonly events: readonly PlannedEvent[];
  /** What is delivered after each move, in order. There may be more slots than moves. */
  readonly slots: readonly (readonly Burst[])[];
};

export function planOf(history: History): Plan {
  let world = emptyWorld(0);
  const moves: Command[][] = [];
  const events: PlannedEvent[] = [];
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

/** A delivery with its place: the slot, the rank in it, and whether it joins the one before. */
type Placed = {
  readonly slot: number;
  readonly rank: number;
  readonly joined: boolean;
  readonly delivery: PlannedDelivery;
};

function slotsOf(
  { moves }: History,
  events: readonly PlannedEvent[],
): readonly (readonly Burst[])[] {
  const placed = moves.flatMap((move, index) => {
    const made = [...events.keys()].filter((event) => events[event]?.madeBy === index);
    // Whatever is delayed beyond the last move meets in one slot: that is where races come about.
    const slotAfter = (delay: number): number => Math.min(index + delay, moves.length);
    return made.length === 0 ? [] : placedBy(move, made, slotAfter);
  });
  const last = Math.max(-1, ...placed.map(({ slot }) => slot));
  return Array.from({ length: last + 1 }, (_, slot) =>
    burstsOf(placed.filter((one) => one.slot === slot).toSorted((a, b) => a.rank - b.rank)),
  );
}

/** @param made The events that the move made, at least one. */
function placedBy(
  move: Move,
  made: readonly number[],
  slotAfter: (delay: number) => number,
): readonly Placed[] {
  const eventOf = (of: number): number => made[of % made.length] ?? 0;
  const honest = (event: number, { delay, rank, manner, joined }: Arrival): Placed => {
    const delivery = { kind: "honest", event, manner } as const;
    return { slot: slotAfter(delay), rank, joined, delivery };
  };
  return [
    ...made.map((event, ordinal) => honest(event, move.heard[ordinal] ?? PROMPT)),
    ...move.repeats.map((repeat) => honest(eventOf(repeat.of), repeat)),
    ...move.noise.map(({ of, delay, rank, forgery }): Placed => {
      const delivery = { kind: "forged", event: eventOf(of), forgery } as const;
      return { slot: slotAfter(delay), rank, joined: false, delivery };
    }),
  ];
}

const PROMPT: Arrival = { delay: 0, rank: 0, manner: "plain", joined: false };

/** What hangs up, or goes on while others begin, can't be held back with others until they are released. */
function burstsOf(placed: readonly Placed[]): readonly Burst[] {
  const bursts: PlannedDelivery[][] = [];
  for (const { joined, delivery } of placed) {
    const before = bursts.at(-1);
    if (joined && before !== undefined && [delivery, ...before].every(canJoin)) {
      before.push(delivery);
    } else {
      bursts.push([delivery]);
    }
  }
  return bursts;
}

function canJoin(delivery: PlannedDelivery): boolean {
  return (
    delivery.kind === "honest" &&
    delivery.manner !== "read_slow" &&
    delivery.manner !== "answer_lost" &&
    delivery.manner !== "half_sent"
  );
}

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
    case "issue":
    case "bill":
      return newInvoice(world, verb, which, quantity);
    case "register":
    case "pay_invoice":
    case "pay_invoice_short":
    case "expire_invoice":
    case "cancel_invoice": {
      const invoice = pick([...world.invoices.keys()], which);
      if (invoice !== undefined) return [{ do: verb, invoice }];
      const began = verb === "register" ? "issue" : "bill";
      return [...newInvoice(world, began, which, quantity), { do: verb, invoice: "invoice_1" }];
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
      const started = newPurchase(world, "subscribe", which, quantity);
      return [...started, { do: verb, subscription: "psub_1" }];
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

function newInvoice(
  world: World,
  verb: "issue" | "bill",
  which: number,
  quantity: number,
): readonly Command[] {
  const number = world.invoices.size + 1;
  const invoice = `invoice_${number}`;
  const issued: Command = {
    do: "issue",
    invoice,
    public_invoice_id: `inv_${number}`,
    merchant_id: "", // the target's, once there is one
    buyer: `buyer_${(which % BUYERS) + 1}`,
    items: itemsOf(quantity),
    base_amount: BASE_AMOUNT,
    versions: VERSIONS[(which + quantity) % VERSIONS.length] ?? "given",
  };
  return verb === "issue" ? [issued] : [issued, { do: "register", invoice }];
}

const VERSIONS: readonly Versions[] = ["given", "tied", "missing"];

/** Counts back from the newest, which the moves before were most likely about. */
function pick(ids: readonly string[], which: number): string | undefined {
  return ids.at(-1 - (which % ids.length));
}
