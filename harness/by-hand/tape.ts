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
import { nonce, RECORDED_NONCE, type Rule, spell } from "./spelling.ts";
import type { Step } from "./step.ts";

/** A script plans each read: so many are enough for who reads again by itself, and few to look at. */
const FAILED_READS = 5;

/** Why there is no script of what is about such objects. */
export const ODD_OBJECTS = "objects have ids that a shell's tools would read as other ones";

type ProcessStep = Extract<Step, { kind: "process" }>;

export type Tape = {
  readonly watcher: Watcher;
  readonly watched: (worlds: Worlds) => Worlds;
  readonly notes: (how: ProcessStep["how"]) => void;
  /** @throws {Untested} If a script can't tell the objects apart. */
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
  let isOdd = false;

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
      passes: () => push({ kind: "process", how: "let time pass" }),
      cannotTell: (reason) => {
        throw new Untested(`${reason}, which curl can't`);
      },
      compares: (buyer, expected) => {
        isOdd ||= !expected.every(({ source }) => PLAIN_ID.test(source));
        push({ kind: "compare", buyer, expected });
      },
    },
    steps: () => {
      if (isOdd) throw new Untested(ODD_OBJECTS);
      return withoutEnd(entries.map((entry) => entry()));
    },
  };
}

/** What can stand in a path, and in an answer whose white space is taken out. */
const PLAIN_ID = /^[\w-]+$/;

/** @returns The simulator's event that has this body; null where the check made the body itself. */
function findEvent(
  announced: readonly Announced[],
  body: Uint8Array,
  endpoint: Endpoint,
): SimulatedEvent | null {
  const { id, object, createdAt } = partsOf(body);
  if (id === null || createdAt === null) return null;
  const found = announced.find(({ change }) => {
    const event = { ...eventOf(change, id), created_at: createdAt };
    return change.object.id === object && equal(bodyOf(event, endpoint), body);
  });
  if (found === undefined) return null;
  const plain = PLAIN_ID.test(id) ? id : `evt_${announced.indexOf(found) + 1}_${RECORDED_NONCE}`;
  const isTaken = announced.some(({ event }) => event === plain);
  found.event ??= isTaken ? `${plain}_of_another` : plain;
  const { created_at } = eventOf(found.change, id);
  return {
    made: spell(found.event, [nonce]),
    id: found.event === id ? null : spell(JSON.stringify(id).slice(1, -1), [nonce]),
    createdAt: createdAt === created_at ? null : createdAt,
  };
}

/** Nothing is asked after the last time that the receiver is stopped. */
function withoutEnd(steps: readonly Step[]): readonly Step[] {
  return steps.slice(0, steps.findLastIndex(({ kind }) => kind !== "process") + 1);
}

type EventParts = {
  readonly id: string | null;
  readonly object: string | null;
  readonly createdAt: string | null;
};

/** @returns The ids and the date of a body that looks like an event. */
function partsOf(body: Uint8Array): EventParts {
  try {
    // Only looked at: whatever the shape is, a missing part is undefined and matches nothing.
    const event = JSON.parse(Buffer.from(body).toString("utf8")) as {
      readonly id?: unknown;
      readonly created_at?: unknown;
      readonly data?: { readonly object?: { readonly id?: string } };
    } | null;
    const id = typeof event?.id === "string" ? event.id : null;
    const createdAt = typeof event?.created_at === "string" ? event.created_at : null;
    return { id, object: event?.data?.object?.id ?? null, createdAt };
  } catch (error) {
    if (error instanceof SyntaxError) return { id: null, object: null, createdAt: null };
    throw error;
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
