/**
 * How a trial reaches its target: over the wire, or by calling a handler in this process.
 *
 * @module
 */

import { type KeptConnections, keepConnections } from "../courier/kept-connections.ts";
import { release, sendAndHangUp, sendOverWire, type WireOutcome } from "../courier/wire.ts";
import type { WireRequest } from "../courier/wire-request.ts";
import { type ProbeAnswer, readProbe } from "./probe.ts";
import type { Target } from "./target.ts";
import { Unreachable, Untested } from "./verdict.ts";

/** Answers to deliveries that were in flight together. */
export type Released = {
  readonly outcomes: readonly WireOutcome[];
  /** How many were unanswered when the last one had been released. */
  readonly overlapped: number;
  /** From the first last byte to the last one. */
  readonly releasedInMs: number;
};

export type Transport = {
  /** @param answerWithinMs Instead of the target's own, where an answer may take longer. */
  readonly send: (request: WireRequest, answerWithinMs?: number) => Promise<WireOutcome>;
  /** Holds back the last byte of each request until all are ready. */
  readonly release: (requests: readonly WireRequest[]) => Promise<Released>;
  /** Connections that stay open from one request to the next, as those of a busy sender. */
  readonly keep: (connectionsMax: number) => KeptConnections;
  /** Sends a request, all of it or not, and is gone before an answer can come. */
  readonly hangUp: (request: WireRequest, after: "sent" | "half_sent") => Promise<void>;
  readonly readProbe: (buyer: string) => Promise<ProbeAnswer>;
};

/** @param signal Ends what is under way when the run is interrupted. */
export function overTheWire(target: Target, signal: AbortSignal): Transport {
  const options = { answerWithinMs: target.answerWithinMs, signal };
  const spread = spreadOver([target.webhook, ...target.otherWebhooks]);
  return {
    send: (request, answerWithinMs = target.answerWithinMs) =>
      sendOverWire(spread(request), { answerWithinMs, signal }),
    release: (requests) => release(requests.map(spread), options),
    keep: (connectionsMax) =>
      keepConnections(target.webhook, { connectionsMax, answerWithinMs: target.answerWithinMs }),
    hangUp: async (request, after) => {
      try {
        await sendAndHangUp(spread(request), { after, signal });
      } catch (error) {
        signal.throwIfAborted();
        throw new Unreachable("the target did not take a request", error);
      }
    },
    readProbe: (buyer) => {
      if (target.probe === null) throw new Untested("the target offers no probe");
      return readProbe(target.probe, buyer);
    },
  };
}

/** How deliveries reach a handler in this process: at once, and over no connection that could be kept or lost. */
export function withoutWire(
  send: (request: WireRequest) => Promise<WireOutcome>,
): Pick<Transport, "send" | "release" | "keep"> {
  return {
    send,
    release: async (requests) => ({
      outcomes: await Promise.all(requests.map(send)),
      overlapped: requests.length,
      releasedInMs: 0,
    }),
    keep: () => ({ send, opened: () => 0, hasStrayed: () => false, close: () => undefined }),
  };
}

/** Several instances of one receiver take turns, so that what one of them forgets is seen. */
function spreadOver(webhooks: readonly URL[]): (request: WireRequest) => WireRequest {
  let sent = 0;
  return (request) => {
    const instance = webhooks[sent++ % webhooks.length];
    if (instance === undefined) return request;
    const url = new URL(request.url);
    url.host = instance.host;
    return { ...request, url };
  };
}
