/** Takes down what a check does, in order, and makes steps of it afterwards. @module */

import { Buffer } from "node:buffer";
import { bodyOf, type Delivery, type Endpoint } from "../courier/delivery.ts";
import { describe } from "../courier/outcome.ts";
import { eventOf } from "../simulator/event.ts";
import type { ReadFault } from "../simulator/fault.ts";
import type { Stage, Worlds } from "../simulator/stage.ts";
import type { Change } from "../simulator/world.ts";
import { Untested } from "../target/verdict.ts";
import type { Demand, Watcher } from "../trial/watcher.ts";
import { recordDelivery, type SimulatedEvent } from "./recorded-delivery.ts";
import { nonce, type Rule, spell } from "./spelling.ts";
import type { Step } from "./step.ts";

/** A script plans each read: so many are enough for who reads again by itself, and few to look at. */
const FAILED_READS = 5;

type ProcessStep = Extract<Step, { kind: "process" }>;

export type Tape = {
  readonly watcher: Watcher;
  readonly watched: (worlds: Worlds) => Worlds;
  readonly notes: (how: ProcessStep["how"]) => void;
  readonly steps: () => readonly Step[];
};

/** What the sender announced, and the id of the first event by which somebody was told. */
type Announced = { readonly change: Change; event: string | null };

/**
 * @param own What a script takes from its environment.
 * @param cannotPlay Why a script can't play the sender's world; null where it can.
 */
export function startTape(
  endpoint: Endpoint,
  own: readonly Rule[],
  cannotPlay: string | null,
): Tape {
  /** Made into a step at the end: only then is known which event announced which command. */
  const entries: (() => Step)[] = [];
  const announced: Announced[] = [];
  let sends = 0;

  const simulated = (body: Uint8Array): SimulatedEvent | null =>
    findEvent(announced, body, endpoint);
  const taken = (delivery: Delivery) =>
    recordDelivery(endpoint, delivery, { nowMs: Date.now(), own, simulated });
  const push = (step: Step): void => {
    entries.push(() => step);
  };

  const watchedStage = (stage: Stage): Stage => ({
    ...stage,
    enact: (command) => {
      if (cannotPlay !== null) throw new Untested(cannotPlay);
      const step = stage.enact(command);
      if (!step.ok) return step;
      const entry = step.change === null ? null : { change: step.change, event: null };
      if (entry !== null) announced.push(entry);
      entries.push(() => ({
        kind: "command",
        command,
        announces: entry !== null,
        event: entry?.event ?? null,
      }));
      return step;
    },
    misbehave: (object, faults) => {
      push({ kind: "faults", object, faults });
      for (const fault of faults) {
        if (fault.kind === "hold") fault.release.then(() => push({ kind: "release", object }));
      }
      stage.misbehave(object, faults);
    },
    fail: (object, fault) => {
      push({ kind: "faults", object, faults: Array<ReadFault>(FAILED_READS).fill(fault) });
      stage.fail(object, fault);
    },
    behave: (object) => {
      push({ kind: "faults", object, faults: [] });
      stage.behave(object);
    },
  });

  return {
    watched: (worlds) => ({ ...worlds, open: (play) => watchedStage(worlds.open(play)) }),
    notes: (how) => push({ kind: "process", how }),
    watcher: {
      delivers: (deliveries) => {
        const number = ++sends;
        const demands: (Demand | null)[] = deliveries.map(() => null);
        const right = deliveries.map(() => "");
        let isAnswered = false;
        push({ kind: "send", number, deliveries: deliveries.map(taken) });
        return (outcome, position) => {
          if (!isAnswered) push({ kind: "answer", number, demands, right });
          isAnswered = true;
          right[position] = describe(outcome);
          return {
            ...outcome,
            onDemand: (demand) => {
              demands[position] = demand;
            },
          };
        };
      },
      settles: (event) => push({ kind: "settle", number: ++sends, delivery: taken({ event }) }),
      compares: (buyer, expected) => push({ kind: "compare", buyer, expected }),
    },
    steps: () => withoutEnd(entries.map((entry) => entry())),
  };
}

/** What can stand in a path and in a command of sed; other ids are of bodies that are pasted. */
const PLAIN_ID = /^[\w-]+$/;

/** @returns The simulator's event that has this body; null where the check made the body itself. */
function findEvent(
  announced: readonly Announced[],
  body: Uint8Array,
  endpoint: Endpoint,
): SimulatedEvent | null {
  const { id, object } = partsOf(body);
  if (id === null || !PLAIN_ID.test(id)) return null;
  const found = announced.find(
    ({ change }) =>
      change.object.id === object && equal(bodyOf(eventOf(change, id), endpoint), body),
  );
  if (found === undefined) return null;
  const isTaken = announced.some(({ event }) => event === id);
  found.event ??= isTaken ? `${id}_of_another` : id;
  return { made: spell(found.event, [nonce]), id: spell(id, [nonce]) };
}

/** Nothing is asked after the last time that the receiver is stopped. */
function withoutEnd(steps: readonly Step[]): readonly Step[] {
  return steps.slice(0, steps.findLastIndex(({ kind }) => kind !== "process") + 1);
}

/** @returns The ids of a body that looks like an event. */
function partsOf(body: Uint8Array): { id: string | null; object: string | null } {
  try {
    // Only looked at: whatever the shape is, a missing part is undefined and matches nothing.
    const event = JSON.parse(Buffer.from(body).toString("utf8")) as {
      readonly id?: unknown;
      readonly data?: { readonly object?: { readonly id?: string } };
    } | null;
    const id = typeof event?.id === "string" ? event.id : null;
    return { id, object: event?.data?.object?.id ?? null };
  } catch (error) {
    if (error instanceof SyntaxError) return { id: null, object: null };
    throw error;
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
