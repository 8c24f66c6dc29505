/**
 * The receiver's own statement, tried in a scratch schema: what no list of features tells.
 *
 * All of it is one transaction that is rolled back, so that nothing is left behind, whenever it ends.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import type { ISql, Sql } from "postgres";
import { quote } from "../fitness.ts";
import type { Migration } from "../migrate.ts";
import { rowsOf } from "../rows.ts";
import { type Check, describeFailure, fail, ok, warn } from "./check.ts";
import { applyStories, OTHER_PRODUCT } from "./stories.ts";

export const TRIAL_NAMES = [
  ...["scratch schema", "advisory lock", "migrations tried", "statement tried"],
] as const;

/** Each statement of the trial is about a handful of rows. */
const STATEMENT_TIMEOUT = "2s";

/** Any number: nobody else is to wait for it. */
const randomLock = (): number => Math.floor(Math.random() * 1e9);

/** To make the driver roll back: it commits what ends well. */
class RollBack extends Error {}

export function newScratchName(): string {
  return `doctor_${randomUUID().replaceAll("-", "")}`;
}

/**
 * @param scratch The name of a schema that isn't there.
 * @returns The checks of the trial, up to the first that fails.
 * @throws What ends the connection, and with it the trial.
 */
export async function tryStatement(
  sql: Sql,
  scratch: string,
  migrations: readonly Migration[],
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  try {
    await sql.begin(async (tx) => {
      for (const step of [makePlace, lock, migrateThere, applyStories]) {
        const check = await step(tx, { scratch, migrations });
        checks.push(check);
        if (check.verdict === "fail") break;
      }
      throw new RollBack();
    });
  } catch (error) {
    if (!(error instanceof RollBack) && checks.at(-1)?.verdict !== "fail") throw error;
  }
  return checks;
}

type Trial = { readonly scratch: string; readonly migrations: readonly Migration[] };

/** A role that may not create schemas has temporary tables, which are as good for this. */
async function makePlace(tx: ISql, { scratch }: Trial): Promise<Check> {
  const name = "scratch schema";
  try {
    const [rights] = await rowsOf(tx<{ may_create: boolean }[]>`
      select
        has_database_privilege(current_database(), 'create') as may_create,
        set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true),
        set_config('lock_timeout', ${STATEMENT_TIMEOUT}, true)
    `);
    if (rights?.may_create !== true) {
      await rowsOf(tx`select set_config('search_path', 'pg_temp', true)`);
      return ok(name, "not permitted, and not needed: tried in temporary tables");
    }
    await rowsOf(tx.unsafe(`create schema ${quote(scratch)}`));
    await rowsOf(tx`select set_config('search_path', ${scratch}, true)`);
    return ok(name, "made in a transaction that was rolled back");
  } catch (error) {
    const remedy = "connect where the role may write";
    return fail(name, `cannot make one: ${describeFailure(error)}`, remedy);
  }
}

/** So that of several instances that start at once, one migrates. */
async function lock(tx: ISql): Promise<Check> {
  const name = "advisory lock";
  try {
    await rowsOf(tx`select pg_advisory_xact_lock(${randomLock()}::bigint)`);
    const held = await rowsOf(tx`
      select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
    `);
    if (held.length > 0) return ok(name, "held while migrating");
    const remedy = "start one instance alone after each upgrade, and the others once it is ready";
    return warn(name, "given, but not held: instances could migrate at the same time", remedy);
  } catch (error) {
    return fail(name, describeFailure(error), OTHER_PRODUCT);
  }
}

async function migrateThere(tx: ISql, { migrations }: Trial): Promise<Check> {
  const name = "migrations tried";
  for (const { name: file, sql } of migrations) {
    try {
      await tx.unsafe(sql);
    } catch (error) {
      return fail(name, `${file} fails: ${describeFailure(error)}`, OTHER_PRODUCT);
    }
  }
  return ok(name, `all ${migrations.length} can be applied`);
}

/**
 * Looks for what a product left behind that can't roll a schema back, and drops it.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database doesn't let us.
 */
export async function cleanUp(sql: Sql, scratch: string): Promise<Check> {
  const [left] = await rowsOf(sql<{ is_there: boolean }[]>`
    select exists (select 1 from pg_namespace where nspname = ${scratch}) as is_there
  `);
  if (left?.is_there !== true) return ok("left behind", "nothing");
  await rowsOf(sql.unsafe(`drop schema ${quote(scratch)} cascade`));
  return ok("left behind", "nothing: this product rolls no schema back, so it was dropped");
}
