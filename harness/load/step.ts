/** One rate, held for some seconds, and what came of it. Pure. @module */

import { isAccepted, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { latenciesOf } from "./latencies.ts";
import type { Arrival } from "./open-loop.ts";

/** What a rate has to keep to be one that holds. */
export type Bounds = {
  /** In milliseconds, from when a delivery was to be sent to its answer. */
  readonly p99Ms: number;
  /** Of all that was offered: answered with anything but 2xx, or not at all. */
  readonly refusedPercent: number;
};

export type Step = {
  /** In deliveries a second. */
  readonly offered: number;
  /** The same of what was acknowledged, up to the last answer. */
  readonly acknowledged: number;
  readonly deliveries: number;
  /** Answered, and not with 2xx. */
  readonly refused: number;
  /** No whole answer came. */
  readonly unanswered: number;
  /** Of what was acknowledged; null where nothing was. */
  readonly latency: ReturnType<typeof latenciesOf>;
  /** Our own share of the latency, at p99, in milliseconds. */
  readonly lateMs: number;
  readonly holds: boolean;
  /** Why not: null where it holds. It is ourselves where we came late with half of what was too slow. */
  readonly brokenBy: "refusals" | "latency" | "the harness itself" | null;
};

export function stepOf(
  offered: number,
  arrivals: readonly Arrival<WireOutcome>[],
  bounds: Bounds,
): Step {
  const accepted = arrivals.filter(({ outcome }) => isAccepted(outcome));
  const unanswered = arrivals.filter(({ outcome }) => statusOf(outcome) === null).length;
  const refused = arrivals.length - accepted.length - unanswered;
  const latency = latenciesOf(accepted.map(({ latencyMs }) => latencyMs));
  const lateMs = latenciesOf(arrivals.map((one) => one.lateMs))?.p99 ?? 0;
  const endedAt = arrivals.reduce(
    (latest, { latencyMs }, ordinal) => Math.max(latest, ordinal / offered + latencyMs / 1000),
    0,
  );
  const missing = (100 * (refused + unanswered)) / Math.max(1, arrivals.length);
  const isSlow = latency === null || latency.p99 > bounds.p99Ms;
  const brokenBy =
    missing > bounds.refusedPercent
      ? "refusals"
      : !isSlow
        ? null
        : lateMs > bounds.p99Ms / 2
          ? "the harness itself"
          : "latency";
  return {
    offered,
    acknowledged: endedAt === 0 ? 0 : Math.round(accepted.length / endedAt),
    deliveries: arrivals.length,
    refused,
    unanswered,
    latency,
    lateMs,
    holds: brokenBy === null,
    brokenBy,
  };
}

/**
 * Who was it that kept the rate from being higher?
 *
 * @param sustainable The rate that held. A lower one that did not hold at first held afterwards.
 */
export function limitOf(
  steps: readonly Step[],
  sustainable: number,
): "the receiver" | "the harness itself" | "--rate-max" {
  const tooHigh = steps.filter(({ holds, offered }) => !holds && offered > sustainable);
  const lowest = Math.min(...tooHigh.map(({ offered }) => offered));
  const tries = tooHigh.filter(({ offered }) => offered === lowest);
  if (tries.length === 0) return "--rate-max";
  const isOurs = tries.every(({ brokenBy }) => brokenBy === "the harness itself");
  return isOurs ? "the harness itself" : "the receiver";
}
