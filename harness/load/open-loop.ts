/**
 * Sends at a fixed rate, whatever the answers do.
 *
 * A closed loop, which sends the next once the last is answered, waits as politely as the target is
 * slow, and so never sees what it does to senders who don't (coordinated omission). Here the moment at
 * which each is to be sent is fixed beforehand, and its latency counts from that moment, however late
 * we or the connections were.
 *
 * @module
 */

import { setTimeout as pause } from "node:timers/promises";

export type Arrival<T> = {
  readonly outcome: T;
  /** In milliseconds, from when it was to be sent to its outcome. */
  readonly latencyMs: number;
  /** How much later than that we came to send it, in milliseconds: our own share. */
  readonly lateMs: number;
};

export type Pace = {
  readonly ratePerSecond: number;
  readonly count: number;
  readonly signal: AbortSignal;
};

export type Clock = {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
};

const REAL: Clock = { now: () => performance.now(), wait: pause };

/**
 * @param send Is called with the ordinal of what is to be sent, from 0 on.
 * @returns Once all have an outcome, in the order in which they were to be sent.
 * @throws The signal's reason, or what `send` throws.
 */
export async function openLoop<T>(
  { ratePerSecond, count, signal }: Pace,
  send: (ordinal: number) => Promise<T>,
  clock: Clock = REAL,
): Promise<readonly Arrival<T>[]> {
  const startedAt = clock.now();
  const dueAt = (ordinal: number): number => startedAt + (1000 * ordinal) / ratePerSecond;
  const arrive = async (ordinal: number): Promise<Arrival<T>> => {
    const due = dueAt(ordinal);
    const lateMs = clock.now() - due;
    const outcome = await send(ordinal);
    return { outcome, lateMs, latencyMs: clock.now() - due };
  };

  const failure = new AbortController();
  const ending = AbortSignal.any([signal, failure.signal]);
  const arrivals: Promise<Arrival<T>>[] = [];
  while (arrivals.length < count) {
    ending.throwIfAborted();
    const now = clock.now();
    while (arrivals.length < count && dueAt(arrivals.length) <= now) {
      const arrival = arrive(arrivals.length);
      arrival.catch((error) => failure.abort(error));
      arrivals.push(arrival);
    }
    // A timer's shortest wait: at more than 1,000 a second several are due at each turn.
    if (arrivals.length < count) {
      await clock.wait(Math.max(1, dueAt(arrivals.length) - clock.now()));
    }
  }
  return Promise.all(arrivals);
}
