/** Whether a restart would help: the one thing that `/healthz` is for. @module */

import { askOnce } from "./database.ts";
import type { Pools } from "./pools.ts";
import { proveWritable } from "./readiness.ts";
import { rowsOf } from "./rows.ts";

/** Longer than any answer takes: only then is it worth a connection to ask outside. */
const SUSPICIOUS_MS = 3000;

/** Longer than the pools take to heal by themselves. */
const SILENCE_MS_MAX = 15_000;

/** However often somebody asks, the pools are. */
const ASK_EVERY_MS = 1000;

export type LivenessOptions = {
  readonly pools: Pick<Pools, "deliveries" | "reads">;
  /** Asks the database outside of the pools. Rejects where that fails too, in bounded time. */
  readonly askOutside: () => Promise<unknown>;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

/**
 * We are dead where a pool has had no answer for 15 s while others were answered all the while. A
 * database that is away is no reason to restart, nor one that has just come back.
 *
 * @returns A question that is answered at once, or within the time that `askOutside` takes.
 */
export function createLiveness({
  pools,
  askOutside,
  now,
}: LivenessOptions): () => Promise<boolean> {
  const both = [pools.deliveries, pools.reads];
  let askedAt = Number.NEGATIVE_INFINITY;
  let outside: Promise<boolean> | null = null;
  /** Since when only the pools are silent. */
  let aloneSince: number | null = null;

  const isAnsweredOutside = (): Promise<boolean> => {
    outside ??= askOutside()
      .then(() => true)
      .catch(() => false)
      .finally(() => {
        outside = null;
      });
    return outside;
  };

  return async () => {
    // Nobody waits for these: a pool that was asked nothing has nothing to answer, either way.
    if (now() - askedAt >= ASK_EVERY_MS) {
      askedAt = now();
      for (const pool of both) {
        pool.run((sql) => rowsOf(sql`select`)).catch(() => undefined); // told by its silence
      }
    }
    const silentMs = Math.max(...both.map((pool) => pool.silentMs() ?? 0));
    if (silentMs < SUSPICIOUS_MS || !(await isAnsweredOutside())) {
      aloneSince = null;
      return true;
    }
    aloneSince ??= now();
    return Math.min(silentMs, now() - aloneSince) < SILENCE_MS_MAX;
  };
}

/**
 * Asks the database outside of the pools for what a delivery asks: that something is written. Where
 * commits hang, on a disk or a replica, reads go on, and a restarted receiver would fare no better.
 *
 * @throws {postgres.PostgresError | DatabaseError} If it isn't written within a few seconds.
 */
export function writeOutside(databaseUrl: string, prepare: boolean): Promise<unknown> {
  return askOnce(databaseUrl, prepare, proveWritable);
}
