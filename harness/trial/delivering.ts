/** How a trial sends: alone, together, half, or until it is acknowledged. @module */

import { setTimeout as wait } from "node:timers/promises";
import { type Delivery, type Endpoint, requestOf } from "../courier/delivery.ts";
import type { KeptConnections } from "../courier/kept-connections.ts";
import { isAccepted } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { Transport } from "../target/transport.ts";
import { NO_SCRIBE, type Scribe } from "./chronicle.ts";
import type { Hearing } from "./hearing.ts";
import { type Lag, NO_LAG } from "./lag.ts";
import { attemptOf, untilAcknowledged } from "./until-acknowledged.ts";
import type { Watcher } from "./watcher.ts";

/** Deliveries over connections that stay open from one to the next. */
export type Keeping = Omit<KeptConnections, "send"> & {
  readonly deliver: (delivery: Delivery) => Promise<WireOutcome>;
};

export type Delivering = {
  /** Sends a delivery once. */
  readonly deliver: (delivery: Delivery) => Promise<WireOutcome>;
  /** Sends deliveries at the same moment: the last byte of each is held back until all are ready. */
  readonly deliverTogether: (deliveries: readonly Delivery[]) => Promise<readonly WireOutcome[]>;
  /** Sends a delivery, all of it or not, and hangs up before it can be answered. */
  readonly deliverAndHangUp: (delivery: Delivery, after: "sent" | "half_sent") => Promise<void>;
  /** Opens connections that are kept, so many at most. Whoever does it closes them. */
  readonly keep: (connectionsMax: number) => Keeping;
  /**
   * Sends an event, and sends it again as its sender would, until it is acknowledged (A12).
   *
   * @param over By what it is sent, where that is no connection of its own.
   */
  readonly acknowledge: (event: WebhookEvent, over?: Keeping["deliver"]) => Promise<void>;
  /**
   * Waits for as long as the target has needed to apply what it acknowledged: what comes next in a
   * story comes after it. No time at all where it may not take any.
   */
  readonly pause: () => Promise<void>;
};

/**
 * What is measured along the way: how long an answer took, how many requests met, or how long the
 * probe took to agree where it may take its time.
 */
export type Sample =
  | { readonly kind: "alone"; readonly answerMs: number }
  | { readonly kind: "settled"; readonly waitedMs: number }
  | {
      readonly kind: "together";
      readonly sent: number;
      readonly overlapped: number;
      readonly releasedInMs: number;
    };

/** By what it is sent, and who is told. */
type Means = {
  readonly target: Endpoint;
  readonly transport: Pick<Transport, "send" | "release" | "keep" | "hangUp">;
  readonly signal: AbortSignal;
  readonly watcher?: Watcher;
  readonly scribe?: Scribe;
  readonly hangsMax?: () => number | undefined;
  readonly lag?: Lag;
  readonly measure?: (sample: Sample) => void;
};

/** @param onRace Is told how many deliveries of a race really overlapped. */
export function delivering(
  means: Means,
  hearing: Hearing,
  onRace: (overlapped: number) => void,
): Delivering {
  const { target, transport, signal, watcher, hangsMax, measure } = means;
  const { lag = NO_LAG, scribe = NO_SCRIBE } = means;

  /** Signs a delivery as of now, and notes that the target may hear of its object. */
  const prepare = (delivery: Delivery) => {
    signal.throwIfAborted();
    const { event, isForged = false } = delivery;
    if (event !== undefined && !isForged) hearing.noteSent(event);
    return requestOf(target, delivery, Date.now());
  };

  const note = ({ event, isForged = false }: Delivery, outcome: WireOutcome): WireOutcome => {
    if (event !== undefined && !isForged && isAccepted(outcome)) hearing.noteAcknowledged(event);
    return outcome;
  };

  const send = async (delivery: Delivery): Promise<WireOutcome> => {
    const request = prepare(delivery);
    const told = scribe.delivers([delivery]);
    const sentAt = performance.now();
    const outcome = await transport.send(request, delivery.answerWithinMs);
    told(outcome, 0);
    measure?.({ kind: "alone", answerMs: performance.now() - sentAt });
    hearing.noteAnswered();
    return note(delivery, outcome);
  };

  const pause = async (): Promise<void> => {
    if (lag.allowedMs > 0) await wait(lag.watchMs());
  };

  return {
    deliver: async (delivery) => {
      const judge = watcher?.delivers([delivery]);
      const outcome = await send(delivery);
      return judge?.(outcome, 0) ?? outcome;
    },
    deliverTogether: async (deliveries) => {
      const requests = deliveries.map(prepare);
      const judge = watcher?.delivers(deliveries);
      const told = scribe.delivers(deliveries);
      const { outcomes, overlapped, releasedInMs } = await transport.release(requests);
      measure?.({ kind: "together", sent: requests.length, overlapped, releasedInMs });
      outcomes.forEach(told);
      hearing.noteAnswered();
      onRace(overlapped);
      deliveries.forEach((delivery, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined) note(delivery, outcome);
      });
      return judge === undefined ? outcomes : outcomes.map(judge);
    },
    deliverAndHangUp: async (delivery, after) => {
      if (after === "sent") watcher?.delivers([delivery]);
      scribe.delivers([delivery], after === "sent" ? "answer lost" : "half sent");
      await transport.hangUp(prepare(delivery), after);
      hearing.noteAnswered();
    },
    keep: (connectionsMax) => {
      watcher?.cannotTell("the check keeps a connection for several deliveries");
      const { send: sendKept, ...kept } = transport.keep(connectionsMax);
      const deliver = async (delivery: Delivery): Promise<WireOutcome> => {
        const told = scribe.delivers([delivery], "over a connection that is kept");
        const outcome = await sendKept(prepare(delivery));
        told(outcome, 0);
        hearing.noteAnswered();
        return note(delivery, outcome);
      };
      return { ...kept, deliver };
    },
    acknowledge: (event, over = send) => {
      watcher?.settles(event);
      const sendOnce = async () => attemptOf(await over({ event }));
      return untilAcknowledged(event.type, sendOnce, hangsMax?.());
    },
    pause,
  };
}
