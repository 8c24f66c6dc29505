/** What is noticed of a target while one requirement is asked. @module */

import type { WireOutcome, WireRequest } from "../courier/wire.ts";
import type { Transport } from "../target/transport.ts";
import type { TrialSettings } from "../trial/trial.ts";

export type Seen = {
  /** The last delivery that was sent, whatever became of it. */
  lastSent: WireRequest | null;
  /** The last answer, by our clock, in milliseconds since 1970. */
  answeredAt: number | null;
  /** How many deliveries were not answered in time. */
  hung: number;
  /** Whether a connection was cut or could not be made. */
  isLost: boolean;
  /** Of the trials that were opened: what is written about others is not about this one. */
  readonly nonces: Set<string>;
};

/** @returns The same settings, under which all that the target does is noticed. */
export function watched(settings: TrialSettings): {
  readonly seen: Seen;
  readonly settings: TrialSettings;
} {
  const nonces = new Set<string>();
  const seen: Seen = { lastSent: null, answeredAt: null, hung: 0, isLost: false, nonces };
  const through = (own: TrialSettings): TrialSettings => ({
    ...own,
    transport: watchedTransport(own.transport, seen),
    nextNonce: () => {
      const nonce = own.nextNonce();
      nonces.add(nonce);
      return nonce;
    },
  });
  const { beside = [] } = settings;
  return { seen, settings: { ...through(settings), beside: beside.map(through) } };
}

function watchedTransport(transport: Transport, seen: Seen): Transport {
  const note = (outcome: WireOutcome): void => {
    if (outcome.kind === "answered") seen.answeredAt = Date.now();
    if (outcome.kind === "timed_out") seen.hung += 1;
    if (outcome.kind === "cut" || outcome.kind === "unreachable") seen.isLost = true;
  };
  return {
    ...transport,
    send: async (request, answerWithinMs) => {
      seen.lastSent = request;
      const outcome = await transport.send(request, answerWithinMs);
      note(outcome);
      return outcome;
    },
    release: async (requests) => {
      seen.lastSent = requests.at(-1) ?? seen.lastSent;
      const released = await transport.release(requests);
      for (const outcome of released.outcomes) note(outcome);
      return released;
    },
    hangUp: async (request, after) => {
      seen.lastSent = request;
      await transport.hangUp(request, after);
    },
  };
}
