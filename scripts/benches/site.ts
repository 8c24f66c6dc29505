/** Where cases are measured: one cluster, one API, one yardstick, and a folder for requests. @module */

import { readFileSync } from "node:fs";
import postgres from "postgres";
import { freePort, startTarget } from "../../harness/target/managed-target.ts";
import { createDatabase } from "../database.ts";
import type { Lifetime } from "../lifetime.ts";
import { makeTemporaryFolder } from "../open-database.ts";
import { LOOPBACK } from "../port.ts";
import { startPostgres } from "../postgres.ts";
import { installRuntimes } from "../runtimes.ts";
import { RUNTIMES } from "../worst-days/case.ts";
import type { Serving } from "./cases.ts";
import { MERCHANT_ID } from "./moulds.ts";
import { openYardstick, type Yardstick } from "./pgbench.ts";
import { GWOP_SECRET, SECRET } from "./workloads.ts";

export type Site = {
  readonly lifetime: Lifetime;
  readonly yardstick: Yardstick;
  /** Of the server's first process, whose children serve the connections. */
  readonly postgresPid: number;
  /** Of PostgreSQL, with what its durability and its speed hang on. */
  readonly version: string;
  readonly api: Served;
  /** For the files of requests. */
  readonly folder: string;
  readonly createDatabase: (name: string) => Promise<string>;
  readonly serverUrl: string;
  /** @returns One an instance. */
  readonly serve: (serving: Serving, databaseUrl: string) => Promise<readonly Served[]>;
};

export type Served = {
  readonly origin: string;
  readonly pid: number;
  /** Lets what is in flight end first. */
  readonly stop: () => Promise<unknown>;
};

const API_KEY = "sk_test_of_a_bench";
const READY_MS = 30_000;

/** @param binaries The folder of PostgreSQL's programs. */
export async function openSite(
  lifetime: Lifetime,
  { binaries, seconds }: { readonly binaries: string; readonly seconds: number },
): Promise<Site> {
  const path = await installRuntimes(lifetime);
  const directory = await makeTemporaryFolder(lifetime);
  const { signal } = lifetime;
  const { url, version } = await lifetime.own(
    startPostgres({ directory, binaries, signal }),
    (server, impatient) => server.stop(impatient),
  );
  const start = async (command: string, environment: Readonly<Record<string, string>>) => {
    const origin = `http://${LOOPBACK}:${await freePort()}`;
    const { pid, stop } = await lifetime.own(
      startTarget({
        // What it logs is written, and thrown away.
        command: `${command} >/dev/null`,
        environment: { PATH: path, PORT: new URL(origin).port, ...environment },
        readyUrl: `${origin}/readyz`,
        readyWithinMs: READY_MS,
        signal,
      }),
      (target) => target.stop(),
    );
    return { origin, pid, stop };
  };
  const api = await start(programAt("state-api"), {});
  return {
    lifetime,
    version: `${version} (${await readSettings(url)})`,
    api,
    serverUrl: url,
    yardstick: await openYardstick(lifetime, { url, binaries, seconds }),
    postgresPid: Number(readFileSync(`${directory}/data/postmaster.pid`, "utf8").split("\n")[0]),
    folder: await makeTemporaryFolder(lifetime),
    createDatabase: (name) => createDatabase(url, name),
    serve: (serving, databaseUrl) => {
      const environment = environmentOf(serving, { databaseUrl, apiOrigin: api.origin });
      const instances = serving.kind === "receiver" ? (serving.instances ?? 1) : 1;
      return Promise.all(
        Array.from({ length: instances }, () => start(commandOf(serving), environment)),
      );
    },
  };
}

function environmentOf(
  serving: Serving,
  { databaseUrl, apiOrigin }: { readonly databaseUrl: string; readonly apiOrigin: string },
): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: databaseUrl,
    PROXY_API_BASE_URL: apiOrigin,
    PROXY_SECRET_KEY: API_KEY,
    PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
    PROBE_TOKEN: "probe_token_of_a_bench_of_receivers",
    GWOP_WEBHOOK_SECRET: GWOP_SECRET,
    GWOP_MERCHANT_ID: MERCHANT_ID,
    ...(serving.kind === "receiver" && serving.applyBatchMax !== undefined
      ? { APPLY_BATCH_MAX: String(serving.applyBatchMax) }
      : {}),
    ...(serving.kind === "receiver" && serving.keepsLog === true ? { DELIVERY_LOG: "on" } : {}),
  };
}

async function readSettings(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const rows = await sql<{ said: string }[]>`
    select name || ' ' || current_setting(name) as said from pg_settings
    where name in ('fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size') order by name
  `;
  await sql.end({ timeout: 1 });
  return rows.map(({ said }) => said).join(", ");
}

function commandOf(serving: Serving): string {
  return serving.kind === "receiver"
    ? RUNTIMES[serving.runtime].join(" ")
    : programAt(serving.name);
}

function programAt(name: string): string {
  return `bun scripts/benches/programs/${name}.ts`;
}
