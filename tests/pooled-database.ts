/** A database of a test's own, and PgBouncer in transaction mode before it. @module */

import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import process from "node:process";
import postgres, { type Sql } from "postgres";
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import { findExecutable } from "../scripts/find-executable.ts";
import { type Pgbouncer, startPgbouncer } from "../scripts/pgbouncer.ts";

/** What a receiver sends at the start of a connection, and a pooler refuses or drops. */
export const TIMEOUTS = ["lock_timeout", "statement_timeout"] as const;

export const hasPgbouncer = findExecutable("pgbouncer", process.env["PATH"] ?? "") !== null;

export type PooledDatabase = {
  readonly name: string;
  /** Not through the pooler. */
  readonly admin: Sql;
  /** Does work with a pooler of its own, which drops the `ignored` parameters. */
  readonly withPooler: (
    ignored: readonly string[],
    work: (pooler: Pgbouncer) => Promise<void>,
  ) => Promise<void>;
  readonly drop: () => Promise<void>;
};

export async function createPooledDatabase(poolSize: number): Promise<PooledDatabase> {
  const server = process.env["TEST_DATABASE_URL"] ?? "";
  const folder = await mkdtemp(`${tmpdir()}/pooler-`);
  await chmod(folder, 0o755);
  const name = `pooler_${randomUUID().replaceAll("-", "")}`;
  const databaseUrl = await createDatabase(server, name);
  const admin = postgres(databaseUrl, { max: 1 });
  return {
    name,
    admin,
    withPooler: async (ignored, work) => {
      const directory = `${folder}/${randomUUID()}`;
      const pooler = await startPgbouncer({ databaseUrl, directory, poolSize, ignored });
      await work(pooler).finally(pooler.stop);
    },
    drop: async () => {
      await admin.end();
      await dropDatabase(server, name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
