/** Whether deliveries can be taken now: the schema is ours, and the database can be written to. @module */

import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { type Migration, MigrationError, pendingMigrations } from "./migrate.ts";
import type { Pool } from "./pools.ts";
import { rowsAbout } from "./rows.ts";

export type Readiness = "ready" | "migrations_pending" | "migration_edited";

/** However many load balancers ask, the database is asked this often. */
const ASK_EVERY_MS = 1000;

/**
 * @param now Milliseconds that never go back.
 * @returns A question of which the answer is at most a second old. It throws what the pool throws.
 */
export function createReadiness(
  reads: Pool,
  migrations: readonly Migration[],
  now: () => number,
): () => Promise<Readiness> {
  let latest: { readonly askedAt: number; readonly answer: Promise<Readiness> } | null = null;
  return () => {
    if (latest === null || now() - latest.askedAt >= ASK_EVERY_MS) {
      latest = { askedAt: now(), answer: reads.run((sql) => ask(sql, migrations)) };
    }
    return latest.answer;
  };
}

async function ask(sql: Sql, migrations: readonly Migration[]): Promise<Readiness> {
  try {
    const pending = await pendingMigrations(sql, migrations);
    if (pending.length > 0) return "migrations_pending";
  } catch (error) {
    if (error instanceof MigrationError) return "migration_edited";
    // No table of migrations yet: an empty database is there, and waits for the first of them.
    if (isUndefinedTable(error)) return "migrations_pending";
    throw error;
  }
  await proveWritable(sql);
  return "ready";
}

function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "42P01";
}

/**
 * Writes a row, of a table of its own: whoever holds the inbox locked makes deliveries wait, and no less ready.
 *
 * @returns The one row of the answer.
 * @throws {postgres.PostgresError | DatabaseError} If it can't be written, or the table isn't there yet.
 */
export function proveWritable(sql: Sql): Promise<readonly { readonly asked: string }[]> {
  const asked = randomUUID();
  return rowsAbout(
    asked,
    sql<{ asked: string }[]>`
      insert into readiness (proved_at) values (now())
      on conflict (only_row) do update set proved_at = excluded.proved_at
      returning ${asked}::text as asked
    `,
  );
}
