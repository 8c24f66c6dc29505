/** How many rows a database reads for what it is asked: what a bad plan costs, without a clock. @module */

import type { Sql } from "postgres";
import { createTestDatabase, type TestDatabase } from "./database.ts";

/**
 * @returns A database of one connection, so that its statements are planned once and asked again and
 * again; and whose tables stay without statistics, as they do elsewhere for the first minute.
 */
export async function createDatabaseWithoutStatistics(): Promise<TestDatabase> {
  const database = await createTestDatabase(1);
  const tables = await database.sql<{ name: string }[]>`
    select relname::text as name from pg_stat_user_tables
  `;
  for (const { name } of tables) {
    await database.sql`alter table ${database.sql(name)} set (autovacuum_enabled = false)`;
  }
  return database;
}

/** @returns How many entries of indexes and rows of tables were read for some work. */
export async function countRowsRead(sql: Sql, work: () => Promise<unknown>): Promise<number> {
  const before = await totalOf(sql);
  await work();
  return (await totalOf(sql)) - before;
}

/** @returns The indexes that some query was answered by. */
export async function indexesUsed(sql: Sql): Promise<readonly string[]> {
  await flush(sql);
  const rows = await sql<{ name: string }[]>`
    select indexrelname::text as name from pg_stat_user_indexes where idx_scan > 0
  `;
  return rows.map(({ name }) => name);
}

async function totalOf(sql: Sql): Promise<number> {
  await flush(sql);
  const [row] = await sql<{ total: string }[]>`
    select (
      coalesce((select sum(idx_tup_read) from pg_stat_user_indexes), 0)
      + coalesce((select sum(seq_tup_read) from pg_stat_user_tables), 0)
    )::text as total
  `;
  return Number(row?.total);
}

/** A connection tells what it did about once a second, unless it is asked to. */
async function flush(sql: Sql): Promise<void> {
  await sql`select pg_stat_force_next_flush()`;
}
