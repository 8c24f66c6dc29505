/**
 * Starts the receiver from the environment, and stops it without dropping a delivery.
 *
 * One source for Bun, Deno and Node: only this file, `stdout.ts` and those in `listen/` know which of
 * them runs it.
 *
 * @module
 */

import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { type Config, ConfigError, parseConfig } from "./config.ts";
import { UnfitDatabaseError } from "./fitness.ts";
import { listenOnBun } from "./listen/bun.ts";
import { listenOnDeno } from "./listen/deno.ts";
import type { Fetch, Listen, Listener } from "./listen/listener.ts";
import { listenOnNode } from "./listen/node.ts";
import { createLog, describeError, exitAfterLog } from "./log.ts";
import { createDestination } from "./log-destination.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { PROVIDERS } from "./providers.ts";
import { createReceiver } from "./receiver.ts";
import { reload } from "./reload.ts";
import { openStdout } from "./stdout.ts";

/** Longer than a delivery may take, so that none in flight is cut short. */
const STOP_TIMEOUT_MS = 10_000;

await start(readConfig());

async function start(config: Config): Promise<void> {
  const destination = createDestination(openStdout());
  process.on("exit", destination.writeNow); // the last words of one that ends by an error too
  const log = createLog(config.logLevel, destination);
  const metrics = config.inspector === null ? undefined : createMetrics();
  metrics?.watch({ linesDropped: destination.dropped });
  const receiver = await createReceiver({ config, log, metrics });
  let held = config;
  process.on("SIGHUP", () => {
    const next = reload({ held, env: process.env, providers: PROVIDERS, log });
    if (next === null) return;
    held = next;
    receiver.reconfigure(next);
  });
  // Unheard, these end the process, or open Node's debugger. SIGPIPE does no harm on any runtime.
  for (const signal of ["SIGUSR1", "SIGUSR2"] as const) process.on(signal, () => undefined);

  const listener = await listenOn(config, receiver.fetch, log);
  log.info({ host: config.host, port: listener.port }, "listening");
  if (config.inspector !== null && receiver.inspect !== null) {
    const { host } = config.inspector;
    // Nothing on it is a delivery: at the stop nobody waits for it.
    const { port } = await listenOn(config.inspector, receiver.inspect, log);
    log.info({ host, port }, "inspector listening");
  }

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.info({ signal }, "stopping");
    await Promise.race([listener.stop(), pause(STOP_TIMEOUT_MS)]);
    await receiver.end();
    log.info("stopped");
    await exitAfterLog(log, 0);
  };
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGQUIT"] as const) {
    process.on(signal, () => {
      if (stopping) return void exitAfterLog(log, 1); // asked twice: somebody is in a hurry
      stopping = true;
      void stop(signal);
    });
  }

  await receiver.start().catch((error: unknown) => {
    if (!(error instanceof UnfitDatabaseError)) throw error;
    console.error(error.message);
    return exitAfterLog(log, 2);
  });
}

async function listenOn(
  { host, port }: { readonly host: string; readonly port: number },
  fetch: Fetch,
  log: Logger,
): Promise<Listener> {
  const address = { hostname: host, port };
  return chooseListen()(fetch, address).catch((error) => {
    log.fatal({ ...address, ...describeError(error) }, "cannot listen");
    return exitAfterLog(log, 1);
  });
}

/** By the global that only one of them has. */
function chooseListen(): Listen {
  if ("Bun" in globalThis) return listenOnBun;
  return "Deno" in globalThis ? listenOnDeno : listenOnNode;
}

function readConfig(): Config {
  try {
    return parseConfig(process.env, PROVIDERS);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}
