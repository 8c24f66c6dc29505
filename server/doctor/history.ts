/** Which migrations a database has, against those that this code comes with. @module */

import type { Sql } from "postgres";
import { type Migration, MigrationError, pendingMigrations } from "../migrate.ts";
import { rowsOf } from "../rows.ts";
import { type Check, fail, ok, warn } from "./check.ts";

const NAME = "migrations";

export async function examineHistory(sql: Sql, ours: readonly Migration[]): Promise<Check> {
  const [table] = await rowsOf(sql<{ is_there: boolean }[]>`
    select to_regclass('migration') is not null as is_there
  `);
  if (table?.is_there !== true) return judgePending(sql, ours);
  try {
    const pending = await pendingMigrations(sql, ours);
    if (pending.length > 0) return await judgePending(sql, pending);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    const remedy = "restore the file as it was applied, and put the change in a new one";
    return fail(NAME, error.message, remedy);
  }
  const rows = await rowsOf(sql<{ name: string }[]>`select name from migration order by name`);
  const newer = rows.filter(({ name }) => !ours.some((one) => one.name === name));
  if (newer.length === 0) return ok(NAME, `all ${ours.length} are applied`);
  return warn(
    NAME,
    `applied by a newer receiver than this: ${newer.map(({ name }) => name).join(", ")}`,
    "run the newer one",
  );
}

/** Nobody else may have what they make. */
async function judgePending(sql: Sql, pending: readonly Migration[]): Promise<Check> {
  const made = pending.flatMap((migration) =>
    [...migration.sql.matchAll(/^create (?:table|view|(?:unique )?index) (\w+)/gm)].map(
      ([, name = ""]) => name,
    ),
  );
  const taken = await rowsOf(sql<{ name: string }[]>`
    select relname::text as name from pg_class
    where relnamespace = (select oid from pg_namespace where nspname = current_schema())
      and relname = any (string_to_array(${made.join()}, ','))
    order by relname
  `);
  if (taken.length > 0) {
    const names = taken.map(({ name }) => name).join(", ");
    const remedy = "give the receiver a schema of its own: alter role … set search_path = …";
    return fail(NAME, `pending, and somebody else has what they would make: ${names}`, remedy);
  }
  const names = pending.map(({ name }) => name).join(", ");
  return ok(NAME, `pending, and applied when a receiver starts: ${names}`);
}
