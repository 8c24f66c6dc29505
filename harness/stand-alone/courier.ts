/**
 * Delivers the events of the simulator that runs by itself, until they are acknowledged (A12), and
 * misbehaves where it is asked to.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Endpoint, requestOf } from "../courier/delivery.ts";
import { describe, isAccepted, statusOf } from "../courier/outcome.ts";
import { sendOverWire } from "../courier/wire.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { Stage } from "../simulator/stage.ts";
import type { HeldDeliveries } from "./held-deliveries.ts";
import { type DeliveryRecord, type DeliveryRecords, placeOf } from "./record.ts";
import type { Misbehaviour } from "./requests.ts";

export type Courier = {
  /** @returns What the first attempt was answered; further ones follow by themselves. */
  readonly deliver: (event: WebhookEvent) => Promise<string>;
  /** Once more, and no more than once. */
  readonly resend: (event: WebhookEvent, how: Misbehaviour | null) => Promise<DeliveryRecord>;
};

/** What all senders' deliveries share. */
export type Post = {
  readonly records: DeliveryRecords;
  readonly held: HeldDeliveries;
  /** How the next deliveries misbehave, one each. */
  readonly planned: Misbehaviour[];
  readonly signal: AbortSignal;
  /** Writes one line. */
  readonly say: (line: string) => void;
};

type Answer = DeliveryRecord["answer"] & { readonly isAccepted: boolean };

const ANSWER_WITHIN_MS = 10_000;
const FIRST_RETRY_MS = 500;
const RETRY_MS_MAX = 30_000;

const DROPPED: Answer = { words: "lost on the way", status: null, isAccepted: false };
const GIVEN_UP: Answer = {
  words: "given up: the simulator is stopping",
  status: null,
  isAccepted: false,
};

/** @param provider The sender's name. */
export function courier(
  { provider, endpoint, stage }: { provider: string; endpoint: Endpoint; stage: Stage },
  { records, held, planned, signal, say }: Post,
): Courier {
  const send = async (event: WebhookEvent, how: Misbehaviour | null): Promise<Answer> => {
    if (how?.kind === "drop") return DROPPED;
    try {
      const odd = how?.kind === "wrong_signature" ? { secret: anotherSecret() } : {};
      const request = requestOf(endpoint, { event, ...odd }, Date.now());
      const outcome = await sendOverWire(request, { answerWithinMs: ANSWER_WITHIN_MS, signal });
      return {
        words: describe(outcome),
        status: statusOf(outcome),
        isAccepted: isAccepted(outcome),
      };
    } catch (error) {
      // Only our own end is thrown.
      if (!signal.aborted) throw error;
      return GIVEN_UP;
    }
  };

  const attempt = async (event: WebhookEvent, how: Misbehaviour | null) => {
    if (how?.kind === "delay") await wait(how.ms, undefined, { signal }).catch(() => undefined);
    const object = event.data.object.id;
    if (how?.kind === "lag") stage.misbehave(object, [{ kind: "lag", changes: how.changes }]);
    const sentAt = new Date();
    const begun = performance.now();
    const { isAccepted, ...answer } = await send(event, how);
    const noted = records.note({
      event: event.id,
      type: event.type,
      object,
      provider,
      endpoint: placeOf(endpoint.webhook),
      sentAt: sentAt.toISOString(),
      answer,
      tookMs: Math.round(performance.now() - begun),
      misbehaved: how?.kind ?? null,
    });
    const odd = how === null ? "" : `  ${how.kind}`;
    const again = noted.attempt > 1 ? `  attempt ${noted.attempt}` : "";
    say(`${event.id}  ${event.type} → ${answer.words}${again}${odd}`);
    return { noted, isAccepted };
  };

  const deliver = async (event: WebhookEvent, ordinal: number): Promise<string> => {
    const { noted, isAccepted } = await attempt(event, planned.shift() ?? null);
    if (!isAccepted && !signal.aborted) {
      const delay = Math.min(FIRST_RETRY_MS * 2 ** (ordinal - 1), RETRY_MS_MAX);
      wait(delay, undefined, { signal }).then(
        () => deliver(event, ordinal + 1),
        () => undefined, // the simulator is stopping
      );
    }
    return noted.answer.words;
  };

  return {
    deliver: async (event) => {
      if (!held.isOn()) return deliver(event, 1);
      const { id, type, data } = event;
      held.hold({ event: id, type, object: data.object.id }, () => deliver(event, 1));
      return "held until it is released";
    },
    resend: async (event, how) => (await attempt(event, how)).noted,
  };
}

/** A key that any scheme can sign with, and nobody has. */
function anotherSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
