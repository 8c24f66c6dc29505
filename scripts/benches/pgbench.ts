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

const SCRIPT = fileURLToPath(new URL("pgbench.sql", import.meta.url));
const SCHEMA = new URL("pgbench-schema.sql", import.meta.url);
const CLIENTS = 32;

/** Beside its time. */
const GRACE_SECONDS = 30;

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

  return {
    measure: async () => {
      await sql`truncate inbox, entitlement, change`;
      // Or the pages that the case before it wrote are written to the disk at its expense.
      await sql`checkpoint`;
      const child = startChild({
        command: "timeout",
        args: [
          ...[String(seconds + GRACE_SECONDS), `${binaries}/pgbench`, "--no-vacuum"],
          ...["--client", String(CLIENTS), "--jobs", "2", "--protocol", "prepared"],
          ...["--time", String(seconds), "--file", SCRIPT],
        ],
        environment: {
          PGHOST: own.hostname,
          PGPORT: own.port,
          PGUSER: own.username,
          PGPASSWORD: own.password, // not on its command line, which everybody sees
          PGDATABASE: own.pathname.slice(1),
        },
        onOutput: () => undefined,
      });
      await lifetime.own(Promise.resolve(child), async () => child.send("SIGKILL"));
      const code = await child.exited;
      lifetime.signal.throwIfAborted();
      const rate = /^tps = ([\d.]+)/m.exec(child.lastOutput())?.[1];
      if (code === 0 && rate !== undefined) return Number(rate);
      throw new Error(`pgbench ended with ${code}:\n${child.lastOutput()}`);
    },
  };
}
