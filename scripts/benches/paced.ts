/** An open loop by the harness's own courier: at a fixed rate, whatever the answers do. @module */

import { keepConnections } from "../../harness/courier/kept-connections.ts";
import { isAccepted } from "../../harness/courier/outcome.ts";
import type { WireRequest } from "../../harness/courier/wire.ts";
import { latenciesOf } from "../../harness/load/latencies.ts";
import { openLoop } from "../../harness/load/open-loop.ts";
import type { Loaded } from "./wrk.ts";

/** As many as senders open who don't wait for each other. */
const CONNECTIONS_MAX = 1_000;

const ANSWER_MS = 10_000;

export type Paced = {
  readonly origin: string;
  readonly requests: readonly WireRequest[];
  readonly ratePerSecond: number;
  readonly signal: AbortSignal;
};

/**
 * Latencies count from when a delivery was to be sent, and are those of what was acknowledged. The rate
 * is told up to the last answer.
 */
export async function runPaced(paced: Paced): Promise<Loaded> {
  const { origin, requests, ratePerSecond, signal } = paced;
  const kept = keepConnections(new URL(origin), {
    connectionsMax: CONNECTIONS_MAX,
    answerWithinMs: ANSWER_MS,
  });
  try {
    const startedAt = performance.now();
    const pace = { ratePerSecond, count: requests.length, signal };
    const arrivals = await openLoop(pace, (ordinal) => {
      const request = requests[ordinal];
      if (request === undefined) throw new Error("Bug: a delivery of nothing");
      return kept.send(request);
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const accepted = arrivals.filter(({ outcome }) => isAccepted(outcome));
    const latency = latenciesOf(accepted.map(({ latencyMs }) => latencyMs));
    return {
      acknowledged: accepted.length,
      refused: arrivals.length - accepted.length,
      inFlight: 0,
      perSecond: accepted.length / seconds,
      offered: ratePerSecond,
      p50Ms: latency?.p50 ?? 0,
      p99Ms: latency?.p99 ?? 0,
    };
  } finally {
    kept.close();
  }
}
