/**
 * The whole receiver as one value: `main.ts` serves it alone, an app of yours mounts it.
 *
 * It does nothing to the process: signals, exits and the output are its caller's.
 *
 * @module
 */

import type { Logger } from "pino";
import { createApp } from "./app.ts";
import { createBodyBudget } from "./body-budget.ts";
import type { Config, DatabaseConfig } from "./config.ts";
import { connect } from "./database.ts";
import { createIntake } from "./intake.ts";
import { createLiveness, writeOutside } from "./liveness.ts";
import { migrateWhenPossible, readMigrations } from "./migrate.ts";
import { openPools, type Pools } from "./pools.ts";
import { createReadiness } from "./readiness.ts";

/** For the queries of requests that were given up. */
const POOL_END_TIMEOUT_SECONDS = 1;

export type ReceiverOptions = {
  readonly config: Config;
  /** Its lines hold no body, no secret and no buyer. */
  readonly log: Logger;
};

export type Receiver = {
  /**
   * Answers a request whose body nobody has read: its routes are those of `README.md`, and 404
   * anything else.
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * Migrates the database as soon as that lets us. Until then `/readyz` and every delivery are
   * answered 503, so that nobody has to wait for this before listening.
   *
   * @returns Once it is done, or {@link Receiver.end} was called.
   * @throws {UnfitDatabaseError} If the database can't carry the receiver: waiting won't help.
   */
  readonly start: () => Promise<void>;
  /**
   * Judges requests that begin from now on by other settings, such as new secrets. Those of the
   * database stay as they were, and what is in flight goes on as it began.
   */
  readonly reconfigure: (config: Config) => void;
  /** Ends its connections. Stop listening first, and wait for what is in flight. */
  readonly end: () => Promise<void>;
};

/** Asks the database nothing yet: see {@link Receiver.start}. */
export async function createReceiver({ config, log }: ReceiverOptions): Promise<Receiver> {
  for (const warning of config.warnings) log.warn({ warning }, "odd setting");
  const migrations = await readMigrations();
  const pools = openPoolsOf(config);
  const { applyBatchMax: batchMax, databasePoolMax: connections } = config;
  const context = {
    pools,
    intake: createIntake(pools.deliveries, { batchMax, connections, now }),
    log,
    bodies: createBodyBudget(),
    isReady: createReadiness(pools.reads, migrations, now),
    isAlive: createLiveness({
      pools,
      askOutside: () => writeOutside(config.databaseUrl, config.databasePrepare),
      now,
    }),
  };
  let app = createApp({ ...context, config });
  const ending = new AbortController();
  return {
    fetch: async (request) => app.fetch(request),
    start: () => migrateWhenPossible(config, migrations, log, ending.signal),
    reconfigure: (next) => {
      app = createApp({ ...context, config: next });
    },
    end: async () => {
      ending.abort();
      await pools.end(POOL_END_TIMEOUT_SECONDS);
    },
  };
}

/** Milliseconds that never go back. */
function now(): number {
  return performance.now();
}

function openPoolsOf({
  databaseUrl,
  databasePrepare: prepare,
  databasePoolMax,
}: DatabaseConfig): Pools {
  const open = (poolMax: number) => connect(databaseUrl, { poolMax, prepare });
  return openPools(open, { deliveriesMax: databasePoolMax, now });
}
