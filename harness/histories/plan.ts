/**
 * Turns a history into the commands that the sender carries out and the deliveries that follow. Pure.
 *
 * It plays the history in a world of its own, with symbols for ids, so that moves which would be
 * refused are left out, and it is known beforehand how many events there will be. A move about an
 * object that isn't there yet begins one: otherwise most of a short history would be left out.
 *
 * @module
 */

import { type Command, emptyWorld, type Wait, type World } from "../simulator/world.ts";
import type { Sender } from "../trial/sender.ts";
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

/** @param play The sender's, whose world it is. */
export function planOf(history: History, play: Sender["play"]): Plan {
  let world: World = emptyWorld(0);
  const moves: Command[][] = [];
  const events: PlannedEvent[] = [];
  for (const move of history.moves) {
    const done: Command[] = [];
    for (const command of commandsOf(world, move, play)) {
      const step = play.enact(world, command);
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

function commandsOf(world: World, move: Move, play: Sender["play"]): readonly Command[] {
  const { waitMs: ms, waitNs: ns = 0 } = move;
  const wait: Wait = { do: "wait", ms, ...(ns === 0 ? {} : { ns }) };
  return [...(ms + ns === 0 ? [] : [wait]), ...play.deeds(world, move, BUYERS)];
}
