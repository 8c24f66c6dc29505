/**
 * What a check may do: play Proxy's world, deliver its events, and read what came of them.
 *
 * Every trial has a stage and ids of its own, so that no check can disturb another and nothing at
 * the target is ever reset.
 *
 * @module
 */

import { disagreements, missingFields, type OptionalField } from "./compare.ts";
import { type Delivery, requestOf } from "./courier/delivery.ts";
import { release, sendOverWire, type WireOutcome } from "./courier/wire.ts";
import { describe, isAccepted } from "./expect.ts";
import type { Sample } from "./measurements.ts";
import { expectedRecords } from "./model.ts";
import { type Probe, readProbe, type ShownRecord } from "./probe.ts";
import { Broken, Unreachable, Untested } from "./requirement.ts";
import { eventOf, type ProxyEvent } from "./simulator/event.ts";
import type { Stage, Theatre } from "./simulator/stage.ts";
import type { Change, Command } from "./simulator/world.ts";
import type { Target } from "./target.ts";
import type { Witness } from "./witness.ts";

export type Trial = {
  readonly target: Target;
  readonly stage: Stage;
  readonly effort: Effort;
  readonly signal: AbortSignal;
  /** An id used by no other trial: `evt_2_k3f9q1`. The part before the nonce is its symbol. */
  readonly freshId: (prefix: string) => string;
  /** The id that a symbol has on the wire in this trial. */
  readonly idOf: (symbol: string) => string;
  /** Takes the nonce out of a text, so that what a report says is the same in every run. */
  readonly symbolic: (text: string) => string;
  /** Carries out a command that Proxy can't refuse here. */
  readonly act: (command: Command) => Change | null;
  /** Carries out a command and makes the event that announces it. */
  readonly announce: (command: Command) => ProxyEvent;
  /** Sends a delivery once. */
  readonly deliver: (delivery: Delivery) => Promise<WireOutcome>;
  /** Sends deliveries at the same moment: the last byte of each is held back until all are ready. */
  readonly deliverTogether: (deliveries: readonly Delivery[]) => Promise<readonly WireOutcome[]>;
  /** Sends an event, and sends it again as Proxy would, until it is acknowledged (A12). */
  readonly settle: (event: ProxyEvent) => Promise<void>;
  /** Compares the probe with the oracle for one buyer. */
  readonly expectEntitlements: (buyer: string) => Promise<void>;
  readonly readRecords: (buyer: string) => Promise<readonly ShownRecord[]>;
  /** Another trial, for one generated case. */
  readonly again: () => Trial;
  readonly close: () => void;
};

/** How hard to try where cases are generated. */
export type Effort = {
  readonly seed: number;
  readonly runs: number;
  /** Replays one generated case, given fast-check's path to it. */
  readonly path: string | null;
  /** Whether a counterexample is made smaller: it takes a while, and the verdict is the same. */
  readonly shrinks: boolean;
};

export type TrialSettings = {
  readonly target: Target;
  readonly theatre: Theatre;
  readonly effort: Effort;
  readonly signal: AbortSignal;
  /** @returns A text of lower-case letters and digits, never twice the same in a run. */
  readonly nextNonce: () => string;
  /** Is told what the check does, as it does it. */
  readonly witness?: Witness;
  /** Is told how long answers took, and how many requests met. */
  readonly measure?: (sample: Sample) => void;
};

/** What a receiver refuses for half a second, without a fault planned, it refuses for ever. */
const ATTEMPTS_MAX = 6;
const FIRST_RETRY_MS = 20;

export function openTrial(settings: TrialSettings): Trial {
  const { target, theatre, effort, signal, nextNonce, witness, measure } = settings;
  const nonce = nextNonce();
  const stage = theatre.open();
  const heard = new Set<string>();
  const counts = new Map<string, number>();

  const idOf = (symbol: string): string => `${symbol}_${nonce}`;

  const freshId = (prefix: string): string => {
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return idOf(`${prefix}_${count}`);
  };

  const act = (command: Command): Change | null => {
    const step = stage.enact(command);
    if (!step.ok) throw new Error(`Bug: cannot play this story: ${step.refusal}`);
    return step.change;
  };

  /** An object counts as heard of once an event about it was acknowledged. */
  const note = (delivery: Delivery, outcome: WireOutcome): WireOutcome => {
    const id = delivery.event?.data.object.id;
    if (id !== undefined && isAccepted(outcome)) heard.add(id);
    return outcome;
  };

  const send = async (delivery: Delivery): Promise<WireOutcome> => {
    signal.throwIfAborted();
    const request = requestOf(target, delivery, Date.now());
    const answerWithinMs = delivery.answerWithinMs ?? target.answerWithinMs;
    const sentAt = performance.now();
    const outcome = await sendOverWire(request, { answerWithinMs, signal });
    measure?.({ kind: "alone", answerMs: performance.now() - sentAt });
    return note(delivery, outcome);
  };

  const deliver = async (delivery: Delivery): Promise<WireOutcome> => {
    const judge = witness?.delivers([delivery]);
    const outcome = await send(delivery);
    return judge?.(outcome, 0) ?? outcome;
  };

  const settle = async (event: ProxyEvent): Promise<void> => {
    witness?.settles(event);
    const answers: string[] = [];
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const outcome = await send({ event });
      if (isAccepted(outcome)) return;
      answers.push(describe(outcome));
      if (outcome.kind === "unreachable" && attempt === ATTEMPTS_MAX) {
        throw new Unreachable("the target refused every connection", outcome.cause);
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_RETRY_MS * 2 ** (attempt - 1)));
    }
    throw new Broken(`${event.type} was never acknowledged in ${ATTEMPTS_MAX} attempts`, [
      `answers  ${answers.join(", ")}`,
    ]);
  };

  const readRecords = async (buyer: string): Promise<readonly ShownRecord[]> => {
    const shown = await readProbe(probeOf(target), buyer);
    switch (shown.kind) {
      case "records":
        return shown.records;
      case "refused":
        throw new Broken(`the probe answered ${shown.status} for a buyer`);
      case "malformed":
        throw new Broken(`the probe's answer is malformed: ${shown.reason}`);
    }
  };

  return {
    target,
    stage,
    effort,
    signal,
    freshId,
    idOf,
    symbolic: (text) => text.replaceAll(`_${nonce}`, ""),
    act,
    announce: (command) => {
      const change = act(command);
      if (change === null) throw new Error(`Bug: ${command.do} announces nothing`);
      return eventOf(change, freshId("evt"));
    },
    deliver,
    deliverTogether: async (deliveries) => {
      signal.throwIfAborted();
      const requests = deliveries.map((delivery) => requestOf(target, delivery, Date.now()));
      const options = { answerWithinMs: target.answerWithinMs, signal };
      const judge = witness?.delivers(deliveries);
      const { outcomes, overlapped, releasedInMs } = await release(requests, options);
      measure?.({ kind: "together", sent: requests.length, overlapped, releasedInMs });
      deliveries.forEach((delivery, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined) note(delivery, outcome);
      });
      return judge === undefined ? outcomes : outcomes.map(judge);
    },
    settle,
    readRecords,
    expectEntitlements: async (buyer) => {
      const expected = expectedRecords(stage.world(), heard, buyer, target.policy);
      witness?.compares(buyer, expected);
      const differences = disagreements(expected, await readRecords(buyer));
      const [first, ...others] = differences;
      if (first !== undefined) throw new Broken(first, others);
    },
    again: () => openTrial(settings),
    close: stage.close,
  };
}

/**
 * Asks for an optional field of the probe's records.
 *
 * @throws {Untested} If the target does not report it.
 */
export function requireField(shown: readonly ShownRecord[], field: OptionalField): void {
  if (missingFields(shown).includes(field)) {
    throw new Untested(`the probe does not report ${field}`);
  }
}

function probeOf(target: Target): Probe {
  if (target.probe === null) throw new Untested("the target offers no probe");
  return target.probe;
}
