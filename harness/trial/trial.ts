/**
 * What a check may do: play the sender's world, deliver its events, and read what came of them.
 *
 * Every trial has a stage and ids of its own, so that no check can disturb another and nothing at
 * the target is ever reset.
 *
 * @module
 */

import { type Delivery, requestOf } from "../courier/delivery.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { History } from "../histories/history.ts";
import type { Invoice } from "../providers/gwop/invoices.ts";
import { registrationOf, registrationRequest } from "../providers/gwop/registration.ts";
import type { ExpectedRecord } from "../providers/proxy/oracle.ts";
import { Broken, Untested } from "../requirements/requirement.ts";
import type { Sample } from "../run/measurements.ts";
import { eventOf, type WebhookEvent } from "../simulator/event.ts";
import type { Stage, Theatre } from "../simulator/stage.ts";
import { type Change, type Command, presentInvoice } from "../simulator/world.ts";
import type { ShownRecord } from "../target/probe.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { disagreements, missingFields, type OptionalField } from "./compare.ts";
import type { Tally } from "./coverage.ts";
import { assertReached, describe, isAccepted, statusOf } from "./expect.ts";
import { createHearing } from "./hearing.ts";
import { createIds, type Ids } from "./ids.ts";
import { sideBySide, transgressions } from "./record-evidence.ts";
import { attemptOf, untilAcknowledged } from "./until-acknowledged.ts";
import type { Witness } from "./witness.ts";

export type Trial = Ids & {
  readonly target: Target;
  readonly stage: Stage;
  readonly effort: Effort;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  readonly tell: (news: string) => void;
  /** Carries out a command that the sender can't refuse here. */
  readonly act: (command: Command) => Change | null;
  /** Carries out a command and makes the event that announces it. */
  readonly announce: (command: Command) => WebhookEvent;
  /** Sends a delivery once. */
  readonly deliver: (delivery: Delivery) => Promise<WireOutcome>;
  /** Sends deliveries at the same moment: the last byte of each is held back until all are ready. */
  readonly deliverTogether: (deliveries: readonly Delivery[]) => Promise<readonly WireOutcome[]>;
  /** Sends a delivery, all of it or not, and hangs up before it can be answered. */
  readonly deliverAndHangUp: (delivery: Delivery, after: "sent" | "half_sent") => Promise<void>;
  /**
   * Sends a registration once.
   *
   * @param authorization The header's value; `null` sends none. By default the operator's own token.
   * @returns The status of the answer.
   * @throws {Broken} If there is none.
   */
  readonly putInvoice: (
    id: string,
    registration: unknown,
    authorization?: string | null,
  ) => Promise<number>;
  /** Registers an invoice with the target, as the app does, until that is acknowledged. */
  readonly register: (invoice: string) => Promise<void>;
  /** The states of an invoice that the target has acknowledged events about. */
  readonly heardOfInvoice: (invoice: string) => readonly Invoice[];
  /** Sends an event, and sends it again as its sender would, until it is acknowledged (A12). */
  readonly settle: (event: WebhookEvent) => Promise<void>;
  /** Compares the probe with the oracle for one buyer, once everything was acknowledged. */
  readonly expectEntitlements: (buyer: string) => Promise<void>;
  /** Compares the probe with what it may show while events are still under way. */
  readonly expectAllowed: (buyer: string) => Promise<void>;
  /** What the oracle says that a buyer must have, once everything was acknowledged. */
  readonly expected: (buyer: string) => readonly ExpectedRecord[];
  readonly readRecords: (buyer: string) => Promise<readonly ShownRecord[]>;
  /**
   * Another trial, for one generated case.
   *
   * @param onRace Is told how many deliveries of a race really overlapped.
   */
  readonly again: (onRace?: (overlapped: number) => void) => Trial;
  /** A trial at the endpoint that the same receiver has for the other sender; null where it has none. */
  readonly beside: (() => Trial) | null;
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
  /** Histories that broke an invariant before: they are played first. */
  readonly recorded: (invariant: string) => readonly History[];
  /** How long one invariant may go on playing further histories. */
  readonly timeBudgetMs: number;
};

export type TrialSettings = {
  readonly target: Target;
  readonly transport: Transport;
  readonly theatre: Theatre;
  readonly effort: Effort;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  /** For the endpoint of the other sender, where the run is about both. */
  readonly beside?: TrialSettings;
  /** @returns A text of lower-case letters and digits, never twice the same in a run. */
  readonly nextNonce: () => string;
  /** Is told what the check does, as it does it. */
  readonly witness?: Witness;
  /** Is told what a person who waits would want to know. */
  readonly tell?: (news: string) => void;
  /** Is told how long answers took, and how many requests met. */
  readonly measure?: (sample: Sample) => void;
};

export function openTrial(
  settings: TrialSettings,
  onRace: (overlapped: number) => void = () => undefined,
): Trial {
  const { target, transport, theatre, effort, tally, signal, nextNonce } = settings;
  const { witness, measure, beside } = settings;
  const nonce = nextNonce();
  const stage = theatre.open();
  const ids = createIds(nonce);
  const hearing = createHearing(stage.world);

  const act = (command: Command): Change | null => {
    const step = stage.enact(command);
    if (!step.ok) throw new Error(`Bug: cannot play this story: ${step.refusal}`);
    return step.change;
  };

  /** Signs a delivery as of now, and notes that the target may hear of its object. */
  const prepare = (delivery: Delivery) => {
    signal.throwIfAborted();
    const { event, isForged = false } = delivery;
    if (event !== undefined && !isForged) hearing.sent(event);
    return requestOf(target, delivery, Date.now());
  };

  const note = ({ event, isForged = false }: Delivery, outcome: WireOutcome): WireOutcome => {
    if (event !== undefined && !isForged && isAccepted(outcome)) hearing.acknowledged(event);
    return outcome;
  };

  const send = async (delivery: Delivery): Promise<WireOutcome> => {
    const request = prepare(delivery);
    const sentAt = performance.now();
    const outcome = await transport.send(request, delivery.answerWithinMs);
    measure?.({ kind: "alone", answerMs: performance.now() - sentAt });
    return note(delivery, outcome);
  };

  const deliver = async (delivery: Delivery): Promise<WireOutcome> => {
    const judge = witness?.delivers([delivery]);
    const outcome = await send(delivery);
    return judge?.(outcome, 0) ?? outcome;
  };

  const settle = (event: WebhookEvent): Promise<void> => {
    witness?.settles(event);
    return untilAcknowledged(event.type, async () => attemptOf(await send({ event })));
  };

  const sendRegistration = (
    id: string,
    registration: unknown,
    authorization?: string | null,
  ): Promise<WireOutcome> => {
    signal.throwIfAborted();
    const registry = target.gwop?.registry;
    if (registry == null) throw new Untested("the target offers no route for invoices");
    return transport.send(registrationRequest(registry, id, registration, authorization));
  };

  const putInvoice: Trial["putInvoice"] = async (id, registration, authorization) => {
    const outcome = await sendRegistration(id, registration, authorization);
    assertReached(outcome);
    const status = statusOf(outcome);
    if (status === null) throw new Broken(`a registration: got ${describe(outcome)}`);
    return status;
  };

  const register = async (id: string): Promise<void> => {
    const registration = registrationOf(presentInvoice(stage.world(), id));
    act({ do: "register", invoice: id });
    await untilAcknowledged("a registration", async () =>
      attemptOf(await sendRegistration(id, registration)),
    );
  };

  const readRecords = async (buyer: string): Promise<readonly ShownRecord[]> => {
    const shown = await transport.readProbe(buyer);
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
    tally,
    signal,
    tell: settings.tell ?? (() => undefined),
    ...ids,
    act,
    announce: (command) => {
      const change = act(command);
      if (change === null) throw new Error(`Bug: ${command.do} announces nothing`);
      return eventOf(change, ids.freshId("evt"));
    },
    deliver,
    deliverTogether: async (deliveries) => {
      const requests = deliveries.map(prepare);
      const judge = witness?.delivers(deliveries);
      const { outcomes, overlapped, releasedInMs } = await transport.release(requests);
      measure?.({ kind: "together", sent: requests.length, overlapped, releasedInMs });
      onRace(overlapped);
      deliveries.forEach((delivery, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined) note(delivery, outcome);
      });
      return judge === undefined ? outcomes : outcomes.map(judge);
    },
    deliverAndHangUp: (delivery, after) => {
      if (after === "sent") witness?.delivers([delivery]);
      return transport.hangUp(prepare(delivery), after);
    },
    settle,
    putInvoice,
    register,
    heardOfInvoice: hearing.ofInvoice,
    expected: (buyer) => hearing.expected(buyer, target.policy),
    readRecords,
    expectEntitlements: async (buyer) => {
      const expected = hearing.expected(buyer, target.policy);
      witness?.compares(buyer, expected);
      const shown = await readRecords(buyer);
      const [first] = disagreements(expected, shown);
      if (first !== undefined) throw new Broken(first, sideBySide(expected, shown));
    },
    expectAllowed: async (buyer) => {
      const allowed = hearing.allowed(buyer, target.policy);
      const shown = await readRecords(buyer);
      const [first] = transgressions(allowed, shown);
      if (first !== undefined) throw new Broken(first);
    },
    again: (onRaceOfCase) => openTrial(settings, onRaceOfCase),
    beside: beside === undefined ? null : () => openTrial(beside),
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
