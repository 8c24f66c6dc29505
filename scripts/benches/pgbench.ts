/**
 * The yardstick: what Postgres itself takes of one-event statements, here and now.
 *
 * A machine is as fast as its neighbours let it be. So each case is told as a ratio to what pgbench
 * reached right before and right after it: 32 clients, prepared, one event a statement, three tables.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { startChild } from "../child.ts";
import { createDatabase } from "../database.ts";
import type { Lifetime } from "../lifetime.ts";
import { SetupError } from "../setup-error.ts";

const SCRIPT = fileURLToPath(new URL("pgbench.sql", import.meta.url));
const SCHEMA = new URL("pgbench-schema.sql", import.meta.url);
const CLIENTS = 32;

/** Beside its time. */
const GRACE_SECONDS = 30;

/** A disk that is busy with somebody else's work may let none of them through for a second. */
const TRIES_MAX = 3;

export type Yardstick = {
  /** Measures anew, on empty tables. @returns Statements a second. */
  readonly measure: () => Promise<number>;
};

/**
 * @param url Of the server: it gets a database of its own there.
 * @param binaries The folder of `pgbench`.
 */
export async function openYardstick(
  lifetime: Lifetime,
  {
    url,
    binaries,
    seconds,
  }: { readonly url: string; readonly binaries: string; readonly seconds: number },
): Promise<Yardstick> {
  const own = new URL(await createDatabase(url, "yardstick"));
  const sql = postgres(own.href, { max: 1, onnotice: () => {} });
  await lifetime.own(Promise.resolve(sql), (it) => it.end({ timeout: 1 }));
  await sql.unsafe(readFileSync(SCHEMA, "utf8"));

  const measureOnce = async (): Promise<number | null> => {
    await sql`truncate inbox, entitlement, change`;
    // Or the pages that the case before it wrote are written to the disk at its expense.
    await sql`checkpoint`;
    const { code, output } = await runPgbench(lifetime, { url: own, binaries, seconds });
    // Where no statement was done in time it says 0 transactions, and no rate.
    const rate = /^tps = ([\d.]+)/m.exec(output)?.[1];
    if (code !== 0) throw new Error(`pgbench ended with ${code}:\n${output}`);
    return rate === undefined ? null : Number(rate);
  };
  return {
    measure: async () => {
      for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
        const rate = await measureOnce();
        if (rate !== null && rate > 0) return rate;
      }
      throw new SetupError(
        `Cannot bench here: pgbench did no statement in ${TRIES_MAX} times ${seconds} s: expected a machine with less to do, or a longer --seconds`,
      );
    },
  };
}

type Run = { readonly url: URL; readonly binaries: string; readonly seconds: number };

async function runPgbench({ own, signal }: Lifetime, { url, binaries, seconds }: Run) {
  const child = startChild({
    command: "timeout",
    args: [
      ...[String(seconds + GRACE_SECONDS), `${binaries}/pgbench`, "--no-vacuum"],
      ...["--client", String(CLIENTS), "--jobs", "2", "--protocol", "prepared"],
      ...["--time", String(seconds), "--file", SCRIPT],
    ],
    environment: {
      PGHOST: url.hostname,
      PGPORT: url.port,
      PGUSER: url.username,
      PGPASSWORD: url.password, // not on its command line, which everybody sees
      PGDATABASE: url.pathname.slice(1),
    },
    onOutput: () => undefined,
  });
  await own(Promise.resolve(child), async () => child.send("SIGKILL"));
  const code = await child.exited;
  signal.throwIfAborted();
  return { code, output: child.lastOutput() };
}
