/**
 * What a check may do: play the sender's world, deliver its events, and read what came of them.
 *
 * Every trial has a stage and ids of its own, so that no check can disturb another and nothing at
 * the target is ever reset.
 *
 * @module
 */

import type { Invoice } from "../providers/gwop/invoices.ts";
import { eventOf, type WebhookEvent } from "../simulator/event.ts";
import type { Stage, Theatre } from "../simulator/stage.ts";
import type { Change, Command } from "../simulator/world.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import type { Tally } from "./coverage.ts";
import { type Delivering, delivering, type Sample } from "./delivering.ts";
import { type Expecting, expecting } from "./expecting.ts";
import { createHearing } from "./hearing.ts";
import { createIds, type Ids } from "./ids.ts";
import { type Registering, registering } from "./registering.ts";
import type { Witness } from "./witness.ts";

export type Trial = Ids &
  Delivering &
  Registering &
  Expecting & {
    readonly target: Target;
    readonly stage: Stage;
    readonly tally: Tally;
    readonly signal: AbortSignal;
    readonly tell: (news: string) => void;
    /** Carries out a command that the sender can't refuse here. */
    readonly act: (command: Command) => Change | null;
    /** Carries out a command and makes the event that announces it. */
    readonly announce: (command: Command) => WebhookEvent;
    /** The states of an invoice that the target has acknowledged events about. */
    readonly heardOfInvoice: (invoice: string) => readonly Invoice[];
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

export type TrialSettings = {
  readonly target: Target;
  readonly transport: Transport;
  readonly theatre: Theatre;
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
  const { target, theatre, tally, signal, nextNonce, beside } = settings;
  const nonce = nextNonce();
  const stage = theatre.open();
  const ids = createIds(nonce);
  const hearing = createHearing(stage.world);

  const act = (command: Command): Change | null => {
    const step = stage.enact(command);
    if (!step.ok) throw new Error(`Bug: cannot play this story: ${step.refusal}`);
    return step.change;
  };

  return {
    target,
    stage,
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
    ...delivering(settings, hearing, onRace),
    ...registering(settings, { world: stage.world, act }),
    heardOfInvoice: hearing.ofInvoice,
    ...expecting(settings, hearing),
    again: (onRaceOfCase) => openTrial(settings, onRaceOfCase),
    beside: beside === undefined ? null : () => openTrial(beside),
    close: stage.close,
  };
}
