/**
 * What the handlers with the SDK do, whatever framework took the delivery: a resolved event goes
 * through the reference receiver's one statement, and a buyer's entitlements are read.
 *
 * @module
 */

import type { ResolvedProxyEvent } from "@proxy-checkout/server-js";
import type { Logger } from "pino";
import { type Config, parseConfig } from "../server/config.ts";
import { connect } from "../server/database.ts";
import { createEnvironmentReader, type Environment } from "../server/environment.ts";
import { createIntake } from "../server/intake.ts";
import { describeError } from "../server/log.ts";
import { migrateWhenPossible, readMigrations } from "../server/migrate.ts";
import { openPools } from "../server/pools.ts";
import { type ProbedEntitlement, readEntitlements } from "../server/probe.ts";
import { type ProxyConfig, readProxy } from "../server/proxy/config.ts";
import { proxy } from "../server/proxy/proxy.ts";
import { toRecord } from "../server/proxy/webhook.ts";
import { createReadiness } from "../server/readiness.ts";

export type Settings = Config & ProxyConfig;

export type Entitlements = {
  /**
   * Writes what an event means for access; of a repeated event, nothing.
   *
   * @throws If nothing is known to be written: the SDK then asks the sender to come again.
   */
  readonly update: (resolved: ResolvedProxyEvent, body: Uint8Array) => Promise<void>;
  /** @throws If the database fails. */
  readonly of: (buyerReference: string) => Promise<readonly ProbedEntitlement[]>;
  readonly isReady: () => Promise<boolean>;
  /** Migrates as soon as the database lets us. */
  readonly start: () => Promise<void>;
  readonly end: () => Promise<void>;
};

/** @throws {ConfigError} Naming every setting that is missing or makes no sense. */
export function readSettings(env: Environment): Settings {
  const config = parseConfig(env, [proxy]); // refuses what is wrong with Proxy's settings as well
  return { ...config, ...readProxy(createEnvironmentReader(env)) };
}

export async function openEntitlements(settings: Settings, log: Logger): Promise<Entitlements> {
  const { databaseUrl, databasePoolMax, databasePrepare: prepare, policy } = settings;
  const now = () => performance.now();
  const migrations = await readMigrations();
  const pools = openPools((poolMax) => connect(databaseUrl, { poolMax, prepare }), {
    deliveriesMax: databasePoolMax,
    now,
  });
  const intake = createIntake(pools.deliveries, {
    batchMax: settings.applyBatchMax,
    connections: databasePoolMax,
    now,
  });
  const readiness = createReadiness(pools.reads, migrations, now);
  const ending = new AbortController();
  return {
    update: async (resolved, body) => {
      try {
        const event = toRecord(resolved, body, policy);
        await intake.run((desk) => desk.apply(event));
      } catch (error) {
        // The SDK answers 503 and repeats nothing of it: the reason is ours to log.
        log.warn({ event_id: resolved.event.id, ...describeError(error) }, "not applied");
        throw error;
      }
    },
    of: (buyerReference) => pools.reads.run((sql) => readEntitlements(sql, buyerReference)),
    isReady: async () => (await readiness().catch(() => null)) === "ready",
    start: () => migrateWhenPossible(settings, migrations, log, ending.signal),
    end: async () => {
      ending.abort();
      await pools.end(1);
    },
  };
}
