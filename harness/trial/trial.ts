/**
 * What a check may do: play the sender's world, deliver its events, and read what came of them.
 *
 * Every trial has a stage and ids of its own, so that no check can disturb another and nothing at
 * the target is ever reset.
 *
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import type { WireOutcome } from "../courier/wire.ts";
import type { WireRequest } from "../courier/wire-request.ts";
import { duration } from "../simulator/duration.ts";
import { eventOf, type WebhookEvent } from "../simulator/event.ts";
import type { Stage, Worlds } from "../simulator/stage.ts";
import type { Change, Command, Wait } from "../simulator/world.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { dateOf, type Naming, shuffled } from "../values/naming.ts";
import { NO_SCRIBE, type Told } from "./chronicle.ts";
import type { Tally } from "./coverage.ts";
import { type Delivering, delivering, type Sample } from "./delivering.ts";
import type { Early } from "./early.ts";
import { type Expecting, expecting } from "./expecting.ts";
import { type Habits, NO_HABITS } from "./habits.ts";
import { createHearing } from "./hearing.ts";
import { createIds, type Ids } from "./ids.ts";
import type { Lag } from "./lag.ts";
import type { Heard, Sender } from "./sender.ts";
import { toldStage } from "./told-stage.ts";
import { attemptOf, untilAcknowledged } from "./until-acknowledged.ts";
import type { Watcher } from "./watcher.ts";

export type Trial = Ids &
  Delivering &
  Expecting & {
    readonly sender: Sender;
    readonly target: Target;
    /** What the target answers to what it refuses: learned once a run, when it is first asked for. */
    readonly habits: () => Promise<Habits>;
    /** What was bought when the run began: bought once a run, when it is first asked for. */
    readonly early: () => Promise<Early>;
    readonly stage: Stage;
    readonly tally: Tally;
    readonly signal: AbortSignal;
    readonly tell: (news: string) => void;
    /** Waits, where nobody waits in its place. */
    readonly letPass: (milliseconds: number) => Promise<void>;
    /** Notes that no script can do what comes now, and why. */
    readonly cannotTell: (reason: string) => void;
    /** Carries out a command that the sender can't refuse here. */
    act(command: Command): Change | null;
    /**
     * Lets a second pass, carries out a command, and makes the event that announces it: what a story
     * announces has a stamp of its own, so that a story about something else meets no bug of ties.
     */
    announce(command: Command): WebhookEvent;
    /** The same, and no time passes before it: the state may share its stamp with the one before it. */
    announceAtOnce(command: Command): WebhookEvent;
    /** Carries out a command, and tells the target what the app tells of it, until that is acknowledged. */
    carryOut(command: Command): Promise<Change | null>;
    /**
     * Sends an event until it is acknowledged, and goes on once the target has had the time that it
     * needs to apply it: so a story stays one where that comes later. A kill may not wait for it.
     */
    readonly settle: (event: WebhookEvent) => Promise<void>;
    /** Sends a request that is no delivery, once. */
    readonly request: (request: WireRequest) => Promise<WireOutcome>;
    /** The states of each object that the target has acknowledged events about. */
    readonly heard: Heard;
    /** The event that tells of a change: with the id of its number, and dated as the trial dates events. */
    readonly eventOf: (change: Change, number: number) => WebhookEvent;
    /** Another trial, for one generated case. */
    readonly again: (manner?: Manner) => Trial;
    /** A trial at the same receiver's endpoint for another sender; null where it has none. */
    readonly beside: (sender: string) => Trial | null;
    readonly close: () => void;
  };

export type TrialSettings = {
  readonly sender: Sender;
  readonly target: Target;
  readonly transport: Transport;
  readonly worlds: Worlds;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  /** For the same receiver's endpoints for other senders, where the run is about several. */
  readonly beside?: readonly TrialSettings[];
  /** @returns A text of lower-case letters and digits, never twice the same in a run. */
  readonly nextNonce: () => string;
  /** Of the run: 0 by default. */
  readonly seed?: number;
  /** How long the target may take to apply what it has acknowledged; by default no time at all. */
  readonly lag?: Lag;
  /** What the target is seen to answer to what it refuses; nothing, by default. */
  readonly habits?: () => Promise<Habits>;
  /** What was bought when the run began. */
  readonly early?: () => Promise<Early>;
  /** Is told what the check does, as it does it. */
  readonly watcher?: Watcher;
  /** Takes it down, for whoever tells what was found. */
  readonly chronicle?: Told;
  /** Is told what a person who waits would want to know. */
  readonly tell?: (news: string) => void;
  /** After how many attempts without an answer in time an event is given up; there is a default. */
  readonly hangsMax?: () => number | undefined;
  /** Is told how long answers took, how many requests met, and how long the probe took to agree. */
  readonly measure?: (sample: Sample) => void;
};

/** How one trial differs from another at the same target. */
export type Manner = {
  /** Is told how many deliveries of a race really overlapped. */
  readonly onRace?: ((overlapped: number) => void) | undefined;
  /** What things are called: by default ids in no order, by the seed of the run. */
  readonly naming?: Naming | undefined;
};

const A_SECOND: Wait = { do: "wait", ms: 1000 };

export function openTrial(
  settings: TrialSettings,
  { onRace = () => undefined, naming = shuffled(settings.seed ?? 0) }: Manner = {},
): Trial {
  const { sender, target, transport, worlds, tally, signal, nextNonce, beside = [] } = settings;
  const { spellId } = sender.wire;
  const fits = (text: string): boolean => !isIdInHeader(sender, target) || isInHeader(text);
  const ids = createIds({ nonce: nextNonce(), naming, spellId, fits });
  const hearing = createHearing();
  const scribe = settings.chronicle?.begin(ids.symbolic) ?? NO_SCRIBE;
  const opened = worlds.open(sender.play);
  const stage = settings.chronicle === undefined ? opened : toldStage(opened, scribe);
  const startedAt = stage.world().now;

  const act = (command: Command): Change | null => {
    const step = stage.enact(command);
    if (!step.ok) throw new Error(`Bug: cannot play this story: ${step.refusal}`);
    if (settings.chronicle !== undefined && command !== A_SECOND) {
      scribe.happened(sender.play.inWords(command), clockSince(startedAt, stage.world().now));
    }
    return step.change;
  };
  const announceAtOnce = (command: Command): WebhookEvent => {
    const change = act(command);
    if (change === null) throw new Error(`Bug: ${command.do} announces nothing`);
    const event = eventOf(change, ids.freshId("evt"));
    scribe.announced(event.id);
    return event;
  };
  const request = (asked: WireRequest): Promise<WireOutcome> => {
    signal.throwIfAborted();
    return transport.send(asked);
  };

  const delivers = delivering({ ...settings, scribe }, hearing, onRace);
  const expects = expecting({ ...settings, scribe }, stage.world, hearing);

  return {
    sender,
    target,
    habits: settings.habits ?? (() => Promise.resolve(NO_HABITS)),
    stage,
    tally,
    signal,
    early: settings.early ?? (() => Promise.reject(new Error("Bug: nothing was bought early"))),
    tell: settings.tell ?? (() => undefined),
    letPass: async (milliseconds) => {
      const { watcher } = settings;
      if (watcher === undefined) await wait(milliseconds, undefined, { signal });
      else watcher.passes();
    },
    cannotTell: (reason) => settings.watcher?.cannotTell(reason),
    ...ids,
    act,
    announce: (command) => {
      act(A_SECOND);
      return announceAtOnce(command);
    },
    announceAtOnce,
    carryOut: async (command) => {
      const told = sender.play.told(stage.world(), command);
      const change = act(command);
      if (told !== null) {
        const ask = async () => attemptOf(await request(told.request));
        await untilAcknowledged(told.what, ask, settings.hangsMax?.());
      }
      return change;
    },
    request,
    heard: hearing.heard,
    ...delivers,
    ...expects,
    settle: async (event) => {
      await delivers.acknowledge(event);
      await expects.watch(event.data.object.buyer_reference);
    },
    eventOf: (change, number) => {
      const event = eventOf(change, ids.idOf(`evt_${number}`));
      scribe.announced(event.id);
      return { ...event, created_at: dateOf(naming, number, event.created_at) };
    },
    again: (manner) => openTrial(settings, manner),
    beside: (name) => {
      const other = beside.find((each) => each.sender.name === name);
      return other === undefined ? null : openTrial(other);
    },
    close: stage.close,
  };
}

/** @returns How much time has passed in a world: `t+0`, `t+1 second`. */
export function clockSince(startedAt: number, now: number): string {
  const ms = now - startedAt;
  return ms === 0 ? "t+0" : `t+${duration({ ms })}`;
}

/** Whether a text arrives in a header as it was sent, whatever is between: visible ASCII alone does. */
export function isInHeader(text: string): boolean {
  return /^[!-~]+$/.test(text);
}

/** Whether the id of an event is in a header too, by the scheme or as the sender repeats it. */
export function isIdInHeader(
  sender: Pick<Sender, "wire">,
  target: Pick<Target, "scheme">,
): boolean {
  return !target.scheme.isPaired || sender.wire.repeated.id !== undefined;
}
