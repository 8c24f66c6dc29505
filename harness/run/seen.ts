/** What is noticed of a target while one requirement is asked. @module */

import type { WireOutcome, WireRequest } from "../courier/wire.ts";
import type { ManagedTarget } from "../target/managed-target.ts";
import type { Story } from "../target/story.ts";
import type { Transport } from "../target/transport.ts";
import { createChronicle, type Told } from "../trial/chronicle.ts";
import type { TrialSettings } from "../trial/trial.ts";

export type Seen = {
  /** The last delivery that was sent, whatever became of it. */
  lastSent: WireRequest | null;
  /** The last answer, by our clock, in milliseconds since 1970. */
  answeredAt: number | null;
  /** How many deliveries were not answered in time. */
  hung: number;
  /** For how long those were waited for, in all. */
  waitedMs: number;
  /** Whether a connection was cut or could not be made. */
  isLost: boolean;
  /** Of the trials that were opened: what is written about others is not about this one. */
  readonly nonces: Set<string>;
  /** What the last trial did until now. */
  readonly story: () => Story;
};

/**
 * @param signal Ends what is under way, also where a check would go on waiting.
 * @returns The same settings, under which all that the target does is noticed.
 */
export function watched(
  settings: TrialSettings,
  signal: AbortSignal,
): {
  readonly seen: Seen;
  readonly settings: TrialSettings;
} {
  const nonces = new Set<string>();
  const chronicle = createChronicle();
  const seen: Seen = {
    lastSent: null,
    answeredAt: null,
    hung: 0,
    waitedMs: 0,
    isLost: false,
    nonces,
    story: chronicle.story,
  };
  const through = (own: TrialSettings, told: Told): TrialSettings => ({
    ...own,
    target: { ...own.target, managed: toldProcess(own.target.managed, told) },
    chronicle: told,
    signal,
    transport: watchedTransport(own.transport, seen, signal),
    nextNonce: () => {
      const nonce = own.nextNonce();
      nonces.add(nonce);
      return nonce;
    },
  });
  const { beside = [] } = settings;
  const others = beside.map((own) => through(own, chronicle.beside));
  return { seen, settings: { ...through(settings, chronicle), beside: others } };
}

/** What is done to the receiver's process is a part of the story. */
function toldProcess(managed: ManagedTarget | null, { note }: Told): ManagedTarget | null {
  if (managed === null) return null;
  return {
    ...managed,
    get pid() {
      return managed.pid;
    },
    kill: async () => {
      note("the receiver is killed");
      await managed.kill();
    },
    stop: async () => {
      note("the receiver is told to stop");
      return managed.stop();
    },
    restart: async (changed) => {
      note("the receiver is started again");
      await managed.restart(changed);
    },
  };
}

function watchedTransport(transport: Transport, seen: Seen, signal: AbortSignal): Transport {
  const note = (outcome: WireOutcome, sentAt: number): void => {
    if (outcome.kind === "answered") seen.answeredAt = Date.now();
    if (outcome.kind === "timed_out") {
      seen.hung += 1;
      seen.waitedMs += performance.now() - sentAt;
    }
    if (outcome.kind === "cut" || outcome.kind === "unreachable") seen.isLost = true;
  };
  return {
    send: async (request, answerWithinMs) => {
      seen.lastSent = request;
      const sentAt = performance.now();
      const outcome = await unlessAborted(transport.send(request, answerWithinMs), signal);
      // Whose body waits for an answer has not been a delivery yet: nobody hangs over it.
      if (request.bodyWaitsMs === undefined) note(outcome, sentAt);
      return outcome;
    },
    release: async (requests) => {
      seen.lastSent = requests.at(-1) ?? seen.lastSent;
      const sentAt = performance.now();
      const released = await unlessAborted(transport.release(requests), signal);
      // They were waited for side by side.
      const hung = released.outcomes.filter(({ kind }) => kind === "timed_out");
      for (const outcome of released.outcomes) note(outcome, performance.now());
      if (hung.length > 0) seen.waitedMs += performance.now() - sentAt;
      return released;
    },
    keep: (connectionsMax) => {
      const kept = transport.keep(connectionsMax);
      signal.addEventListener("abort", kept.close, { once: true });
      return {
        ...kept,
        send: async (request) => {
          seen.lastSent = request;
          const sentAt = performance.now();
          const outcome = await unlessAborted(kept.send(request), signal);
          note(outcome, sentAt);
          return outcome;
        },
        close: () => {
          signal.removeEventListener("abort", kept.close);
          kept.close();
        },
      };
    },
    hangUp: async (request, after) => {
      seen.lastSent = request;
      await unlessAborted(transport.hangUp(request, after), signal);
    },
    readProbe: (buyer) => unlessAborted(transport.readProbe(buyer), signal),
  };
}

/** @throws The signal's reason, as soon as it is aborted: what is under way is left to its own end. */
export async function unlessAborted<T>(underWay: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  // Whoever comes second has nobody who listens.
  for (const either of [underWay, aborted]) either.catch(() => {});
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([underWay, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
