/**
 * The whole receiver as one value: `main.ts` serves it alone, an app of yours mounts it.
 *
 * It does nothing to the process: signals, exits and the output are its caller's.
 *
 * @module
 */

import type { Logger } from "pino";
import { createApp } from "./app.ts";
import { type ArrivedLog, createArrivedLog } from "./arrived/log.ts";
import { readUnapplied } from "./arrived/unapplied.ts";
import { createBodyBudget } from "./body-budget.ts";
import type { Config, DatabaseConfig } from "./config.ts";
import { connect } from "./database.ts";
import { openInspector } from "./inspector/open.ts";
import { createIntake } from "./intake.ts";
import { createLiveness, writeOutside } from "./liveness.ts";
import type { Meters } from "./meters.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { migrateWhenPossible, readMigrations } from "./migrate.ts";
import { openPools, type Pools } from "./pools.ts";
import { createReadiness } from "./readiness.ts";

/** For the queries of requests that were given up. */
const POOL_END_TIMEOUT_SECONDS = 1;

export type ReceiverOptions = {
  readonly config: Config;
  /** Its lines hold no body, no secret and no buyer. */
  readonly log: Logger;
  /** Is told what there is to measure; nothing is measured without it. */
  readonly metrics?: Metrics | undefined;
};

export type Receiver = {
  /**
   * Answers a request whose body nobody has read: its routes are those of `README.md`, and 404
   * anything else.
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * Answers a request to the inspector, or for the metrics: on an address of its own, or nowhere.
   * `null` where neither is on.
   */
  readonly inspect: ((request: Request) => Promise<Response>) | null;
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
export async function createReceiver({ config, log, metrics }: ReceiverOptions): Promise<Receiver> {
  for (const warning of config.warnings) log.warn({ warning }, "odd setting");
  const migrations = await readMigrations();
  const meters = metrics?.meters;
  const pools = openPoolsOf(config, meters);
  const arrived = openArrivedLog(config, log);
  watch(metrics, arrived, pools);
  const { applyBatchMax: batchMax, databasePoolMax: connections } = config;
  const context = {
    pools,
    intake: createIntake(pools.deliveries, { batchMax, connections, now, meters }),
    log,
    meters,
    onlookers: [arrived, metrics].filter((one) => one !== undefined && one !== null),
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
  const inspection = openInspector(config, {
    ...context,
    metrics: metrics ?? null,
    ending: ending.signal,
    now,
  });
  return {
    fetch: async (request) => app.fetch(request),
    inspect: inspection?.fetch ?? null,
    start: () => migrateWhenPossible(config, migrations, log, ending.signal),
    reconfigure: (next) => {
      app = createApp({ ...context, config: next });
      inspection?.reconfigure(next);
    },
    end: async () => {
      ending.abort();
      await Promise.all([
        pools.end(POOL_END_TIMEOUT_SECONDS),
        arrived?.end(),
        inspection?.end(POOL_END_TIMEOUT_SECONDS),
      ]);
    },
  };
}

/** Milliseconds that never go back. */
function now(): number {
  return performance.now();
}

function openPoolsOf(
  { databaseUrl, databasePrepare: prepare, databasePoolMax }: DatabaseConfig,
  meters: Meters | undefined,
): Pools {
  const open = (poolMax: number) => connect(databaseUrl, { poolMax, prepare });
  return openPools(open, { deliveriesMax: databasePoolMax, now, meters });
}

function openArrivedLog(
  { arrived: config, databaseUrl, databasePrepare: prepare }: Config,
  log: Logger,
): ArrivedLog | null {
  if (config === null) return null;
  const open = () => connect(databaseUrl, { poolMax: 1, prepare });
  return createArrivedLog({ config, log, open, now });
}

function watch(metrics: Metrics | undefined, arrived: ArrivedLog | null, pools: Pools): void {
  if (arrived === null) return;
  const unapplied = () => pools.reads.run(readUnapplied);
  metrics?.watch({ rows: arrived.counts, unapplied });
}
