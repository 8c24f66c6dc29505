/** What a script asks a PostgreSQL server, each time over a connection of its own. @module */

import postgres from "postgres";
import { SetupError } from "./setup-error.ts";

const CONNECT_SECONDS = 10;

/** @throws {SetupError} If nobody answers there, or not to this user. */
export function readServerVersion(url: string): Promise<string> {
  return withConnection(url, async (sql) => {
    const [row] = await sql<{ server_version: string }[]>`show server_version`;
    return row?.server_version ?? "of unknown version";
  });
}

/**
 * Makes a database on the same server.
 *
 * @param name Plain letters, digits and underscores.
 * @returns Its URL.
 */
export async function createDatabase(url: string, name: string): Promise<string> {
  await withConnection(url, (sql) => sql`create database ${sql(name)}`);
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}

/** Drops a database, and whatever connections a receiver left open to it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await withConnection(url, (sql) => sql`drop database if exists ${sql(name)} with (force)`);
}

async function withConnection<T>(
  url: string,
  query: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_SECONDS, onnotice: () => {} });
  try {
    return await query(sql);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "unknown reason";
    throw new SetupError(`Cannot use the database at ${new URL(url).host}: ${reason}`, { cause });
  } finally {
    await sql.end({ timeout: 1 });
  }
}
