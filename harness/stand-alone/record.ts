/** What was delivered, and what it was answered: the last of it, for whoever looks or listens. @module */

import { z } from "zod";

export const deliveryRecord = z.object({
  /** Counts attempts of all senders, from 1. */
  number: z.int().min(1),
  event: z.string(),
  type: z.string(),
  /** The id of what the event is about. */
  object: z.string(),
  provider: z.string(),
  endpoint: z.string(),
  /** Counts the attempts to deliver this event, from 1. */
  attempt: z.int().min(1),
  sentAt: z.iso.datetime(),
  /** The status is null where no answer came. */
  answer: z.object({ words: z.string(), status: z.int().nullable() }),
  tookMs: z.int().min(0),
  /** In which way it was not as an honest sender's. */
  misbehaved: z.enum(["drop", "delay", "wrong_signature", "lag"]).nullable(),
});

export type DeliveryRecord = Readonly<z.infer<typeof deliveryRecord>>;

export type DeliveryRecords = {
  readonly note: (delivery: Omit<DeliveryRecord, "number" | "attempt">) => DeliveryRecord;
  /** Oldest first: those that are kept of what came after a number. */
  readonly after: (number: number) => readonly DeliveryRecord[];
  /**
   * @returns What ends it; null where too many listen already.
   */
  readonly listen: (hear: (delivery: DeliveryRecord) => void) => (() => void) | null;
};

/** @returns Where an endpoint is, without its user and its query: they are nobody's to read. */
export function placeOf(webhook: URL): string {
  return `${webhook.origin}${webhook.pathname}`;
}

const KEPT_MAX = 500;
const LISTENERS_MAX = 32;

export function deliveryRecords(): DeliveryRecords {
  const kept: DeliveryRecord[] = [];
  const attempts = new Map<string, number>();
  const listeners = new Set<(delivery: DeliveryRecord) => void>();
  let last = 0;
  return {
    note: (delivery) => {
      const attempt = (attempts.get(delivery.event) ?? 0) + 1;
      attempts.set(delivery.event, attempt);
      last += 1;
      const noted = { number: last, attempt, ...delivery };
      kept.push(noted);
      if (kept.length > KEPT_MAX) kept.shift();
      for (const hear of listeners) hear(noted);
      return noted;
    },
    after: (number) => kept.filter((one) => one.number > number),
    listen: (hear) => {
      if (listeners.size >= LISTENERS_MAX) return null;
      // Whoever listens twice is two.
      const listener = (delivery: DeliveryRecord): void => hear(delivery);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
