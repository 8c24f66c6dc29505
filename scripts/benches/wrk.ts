/** A closed loop by wrk: so many connections, each of which sends the next once the last is answered. @module */

import { fileURLToPath } from "node:url";
import { z } from "zod";
import { startChild } from "../child.ts";
import type { Lifetime } from "../lifetime.ts";

const SCRIPT = fileURLToPath(new URL("wrk.lua", import.meta.url));

/** Beside its time: it starts, and waits for nothing at its end. */
const GRACE_SECONDS = 30;

const result = z.object({
  requests: z.int(),
  seconds: z.number().positive(),
  refused: z.int(),
  lost: z.int(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  exhausted: z.int(),
});

export type Loaded = {
  readonly acknowledged: number;
  /** Answered with 4xx or 5xx, or lost: wrk tells no redirections apart, and nobody here sends any. */
  readonly refused: number;
  /** At the end, when nobody waited for their answers any more. */
  readonly inFlight: number;
  /** Of what was acknowledged. */
  readonly perSecond: number;
  /** What was to be sent a second; null where the answers decide. */
  readonly offered: number | null;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

export type Closed = {
  readonly origin: string;
  readonly file: string;
  /** Whether its requests may be sent over and over. */
  readonly again: boolean;
  readonly connections: number;
  readonly seconds: number;
};

/** @throws {Error} Where the file had too few requests: what was sent then are copies. */
export async function runWrk(
  { own, signal }: Lifetime,
  { origin, file, again, connections, seconds }: Closed,
): Promise<Loaded> {
  signal.throwIfAborted();
  const how = ["--threads", "1", "--connections", String(connections), "--duration", `${seconds}s`];
  const child = startChild({
    command: "timeout",
    args: [
      ...[String(seconds + GRACE_SECONDS), "wrk", ...how, "--timeout", "10s", "--script", SCRIPT],
      ...[origin, "--", file, again ? "again" : "once"],
    ],
    onOutput: () => undefined,
  });
  await own(Promise.resolve(child), async () => child.send("SIGKILL"));
  const code = await child.exited;
  signal.throwIfAborted();
  const line = /^RESULT (.*)$/m.exec(child.lastOutput())?.[1];
  if (code !== 0 || line === undefined) {
    throw new Error(`wrk ended with ${code}:\n${child.lastOutput()}`);
  }
  const { requests, refused, lost, exhausted, p50Ms, p99Ms, ...told } = result.parse(
    JSON.parse(line),
  );
  if (exhausted > 0) throw new Error("Bug: too few requests were signed for this rate");
  const acknowledged = requests - refused;
  return {
    acknowledged,
    refused: refused + lost,
    inFlight: connections,
    perSecond: acknowledged / told.seconds,
    offered: null,
    p50Ms,
    p99Ms,
  };
}

/** Loads that ran at the same time, as one: of their latencies, those of the slower. */
export function together(loads: readonly Loaded[]): Loaded {
  const sum = (of: (loaded: Loaded) => number): number =>
    loads.reduce((total, loaded) => total + of(loaded), 0);
  return {
    acknowledged: sum(({ acknowledged }) => acknowledged),
    refused: sum(({ refused }) => refused),
    inFlight: sum(({ inFlight }) => inFlight),
    perSecond: sum(({ perSecond }) => perSecond),
    offered: null,
    p50Ms: Math.max(...loads.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...loads.map(({ p99Ms }) => p99Ms)),
  };
}
