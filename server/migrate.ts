/**
 * Brings the database to the schema that this code was written for.
 *
 * Plain SQL files, applied in the order of their names, each once, however many instances start at
 * the same moment. All that are due are one transaction: a database is never left half-way.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { ISql } from "postgres";
import type { Config } from "./config.ts";
import { connect } from "./database.ts";
import { assertFit, UnfitDatabaseError } from "./fitness.ts";
import { describeError } from "./log.ts";
import { rowsOf } from "./rows.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

/** Any number that no other program uses in this database. */
const ADVISORY_LOCK = 7_702_518_001;

/** Long enough to wait for another instance's migrations, and for ours to rewrite a table. */
const MIGRATION_TIMEOUT = "5min";

/**
 * Whoever waits for a table keeps all out who come later. Below the `lock_timeout` of deliveries, so that
 * behind somebody who has read it for an hour, as a dump does, they are late, and few are refused.
 */
const TABLE_LOCK_TIMEOUT = "1s";

/** Longer than a table is waited for, so that deliveries have more than half of the time. */
const RETRY_AFTER_MS = 2000;

export type Migration = {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
};

/** History that differs from what was applied: nobody can tell which schema this database has. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly code = "migration_edited";
}

export async function readMigrations(folder: URL = FOLDER): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Applies what hasn't been applied.
 *
 * @returns The names of what was applied now.
 * @throws {MigrationError} If a file was edited after it was applied. Nothing was changed.
 * @throws {postgres.PostgresError} If the database fails, or somebody uses a table for long. Nothing was changed.
 */
export async function migrate(
  databaseUrl: string,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  // A pool of its own, of one: `begin` is safe where nothing else can come between.
  const sql = connect(databaseUrl, { poolMax: 1, prepare: false, canBegin: true });
  try {
    return await sql.begin(async (tx) => {
      await tx`select
        set_config('lock_timeout', ${MIGRATION_TIMEOUT}, true),
        set_config('statement_timeout', ${MIGRATION_TIMEOUT}, true)`;
      await tx`select pg_advisory_xact_lock(${ADVISORY_LOCK})`;
      await tx`create table if not exists migration (
        name       text collate "C" primary key,
        checksum   text        not null,
        applied_at timestamptz not null default now()
      )`;
      const pending = await pendingMigrations(tx, migrations);
      await tx`select set_config('lock_timeout', ${TABLE_LOCK_TIMEOUT}, true)`;
      for (const { name, sql: statements, checksum } of pending) {
        await tx.unsafe(statements);
        await tx`insert into migration (name, checksum) values (${name}, ${checksum})`;
      }
      return pending.map(({ name }) => name);
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * Tells what is still to be applied.
 *
 * A migration that was applied and isn't among ours is a newer server's, during a rolling deploy.
 *
 * @throws {MigrationError} If a file was edited after it was applied.
 */
export async function pendingMigrations(
  sql: ISql,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const rows = await rowsOf(sql<{ name: string; checksum: string }[]>`
    select name, checksum from migration
  `);
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of migrations) {
    if ((applied.get(name) ?? checksum) !== checksum) {
      throw new MigrationError(
        `Cannot migrate: ${name} was edited after it was applied: put the change in a new file`,
      );
    }
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/**
 * Migrates as soon as the database lets us, so that a server started before it need not die.
 *
 * Any failure is tried again: an outage ends by itself, and an edited file keeps `/readyz` at 503
 * until somebody restores it. A failure is logged where it differs from the one before, so that an
 * hour's outage is one line and not thousands.
 *
 * @param signal Ends the waiting for a database: nothing is tried any more.
 * @throws {UnfitDatabaseError} If the database can't carry the receiver as it is set up: waiting won't
 * help.
 */
export async function migrateWhenPossible(
  { databaseUrl, databasePrepare }: Pick<Config, "databaseUrl" | "databasePrepare">,
  migrations: readonly Migration[],
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let reported: string | null = null;
  while (!signal.aborted) {
    try {
      await assertFit(databaseUrl, databasePrepare);
      const applied = await migrate(databaseUrl, migrations);
      log.info({ applied }, "migrated");
      return;
    } catch (error) {
      if (error instanceof UnfitDatabaseError) throw error;
      // Our own message, which names the file and the remedy, may be logged; a database's may not.
      const reason = error instanceof MigrationError ? { reason: error.message } : {};
      const failure = { ...describeError(error), ...reason };
      const key = JSON.stringify(failure);
      if (key !== reported) log.error(failure, "cannot migrate yet");
      reported = key;
    }
    await pause(RETRY_AFTER_MS, undefined, { signal }).catch(() => undefined); // aborted: over
  }
}
