/**
 * Starts the receiver from the environment, and stops it without dropping a delivery.
 *
 * One source for Bun, Deno and Node: this is the only file that knows which of them it runs on.
 *
 * @module
 */

import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import { createApp } from "./app.ts";
import { type Config, ConfigError, parseConfig } from "./config.ts";
import { connect } from "./database.ts";
import { createLog, describeError } from "./log.ts";
import { migrateWhenPossible, readMigrations } from "./migrate.ts";

/** Longer than a delivery may take, so that none in flight is cut short. */
const STOP_TIMEOUT_MS = 10_000;

/** For the queries of requests that were given up. */
const POOL_END_TIMEOUT_SECONDS = 1;

/** Longer than a body may take: Bun's default of 10 s would cut off what we want to answer. */
const BUN_IDLE_TIMEOUT_SECONDS = 30;

type Fetch = (request: Request) => Response | Promise<Response>;

type Address = { readonly hostname: string; readonly port: number };

type Listener = {
  readonly port: number;
  /** Refuses new connections; resolves when what is in flight has been answered. */
  readonly stop: () => Promise<unknown>;
};

await start(readConfig());

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.warn({ warning }, "odd setting");
  const sql = connect(config.databaseUrl, { poolMax: config.databasePoolMax });
  const client = createProxyCheckoutServerClient({
    apiKey: config.proxySecretKey,
    baseUrl: config.proxyApiBaseUrl ?? undefined,
    timeoutMs: config.proxyApiTimeoutMs,
  });
  const migrations = await readMigrations();
  const app = createApp({ client, sql, config, log, migrations });

  const address = { hostname: config.host, port: config.port };
  const listener = await listen((request) => app.fetch(request), address).catch((error) => {
    log.fatal({ ...address, ...describeError(error) }, "cannot listen");
    process.exit(1);
  });
  log.info({ host: config.host, port: listener.port }, "listening");

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.info({ signal }, "stopping");
    await Promise.race([listener.stop(), pause(STOP_TIMEOUT_MS)]);
    await sql.end({ timeout: POOL_END_TIMEOUT_SECONDS });
    log.info("stopped");
    process.exit(0);
  };
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1); // asked twice: somebody is in a hurry
      stopping = true;
      void stop(signal);
    });
  }

  await migrateWhenPossible(config.databaseUrl, migrations, log);
}

function readConfig(): Config {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** The parts that we use of two runtimes whose types we don't have; undefined elsewhere. */
declare const Bun:
  | {
      serve(options: Address & { fetch: Fetch; idleTimeout: number }): {
        readonly port: number;
        stop(): Promise<void>;
      };
    }
  | undefined;

declare const Deno:
  | {
      serve(
        options: Address & { onListen: () => void },
        fetch: Fetch,
      ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
    }
  | undefined;

async function listen(fetch: Fetch, address: Address): Promise<Listener> {
  if (typeof Bun !== "undefined") {
    const server = Bun.serve({ ...address, fetch, idleTimeout: BUN_IDLE_TIMEOUT_SECONDS });
    return { port: server.port, stop: () => server.stop() };
  }
  if (typeof Deno !== "undefined") {
    // Silent: the default prints to stdout, among our lines of JSON.
    const server = Deno.serve({ ...address, onListen: () => undefined }, fetch);
    return { port: server.addr.port, stop: () => server.shutdown() };
  }
  return listenOnNode(fetch, address);
}

function listenOnNode(fetch: Fetch, { hostname, port }: Address): Promise<Listener> {
  const server = createAdaptorServer({ fetch });
  let inFlight = 0;
  let stopping = false;
  // Node's `close` waits for connections on which nothing was asked, and for those kept alive.
  const closeWhenAnswered = (): void => {
    if (stopping && inFlight === 0 && "closeAllConnections" in server) server.closeAllConnections();
  };
  server.on("request", (_request, response) => {
    inFlight += 1;
    response.once("close", () => {
      inFlight -= 1;
      closeWhenAnswered();
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<Listener>();
  server.once("error", reject);
  server.listen(port, hostname, () => {
    const address = server.address();
    resolve({
      port: typeof address === "object" && address !== null ? address.port : port,
      stop: () =>
        new Promise((stopped) => {
          server.close(stopped);
          stopping = true;
          closeWhenAnswered();
        }),
    });
  });
  return promise;
}
