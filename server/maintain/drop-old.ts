/**
 * Drops what is only history: old events, and old changes that granted nothing first.
 *
 * What keeps a late repetition harmless stays for good: the entitlement with its version and the event
 * that granted it first, and the change with `initial_grant`, from which units are handed out and which
 * the probe counts. So do Gwop's facts, however old: an invoice's entitlement is a fold over all of them.
 *
 * @module
 */

import { setTimeout as pause } from "node:timers/promises";
import type { ISql } from "postgres";
import { rowsOf } from "../rows.ts";

/**
 * Of a table, in one statement: half a megabyte, some 4,000 rows at most, tens of ms. By place and not by
 * age, since no index is by age: each statement reads what no other one did, and no more.
 */
const BLOCKS = 64;

export type Dropped = { readonly events: number; readonly changes: number };

export type DropOptions = {
  readonly olderThanDays: number;
  /** Counts what would be dropped. */
  readonly isDry: boolean;
  /** Ends it after the statement that is under way. */
  readonly signal: AbortSignal;
};

type Table = keyof typeof DROPPABLE;

/** What may be dropped of a table that is older than it must be. */
const DROPPABLE = {
  inbox: "received_at < $3::text::timestamptz and fact is null",
  change: "changed_at < $3::text::timestamptz and not initial_grant",
} as const;

/**
 * Goes through both tables once, beside live traffic: a statement takes no lock but on the rows that it
 * drops, which nobody else writes, and then waits for as long as it took.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. What was dropped until then
 * is; do it again.
 */
export async function dropOld(sql: ISql, options: DropOptions): Promise<Dropped> {
  const before = await readCutoff(sql, options.olderThanDays);
  if (!options.isDry) await noteRetention(sql, before);
  // Events last: whoever stops in between has no change without its event but those that are noted.
  const changes = await sweep(sql, "change", { ...options, before });
  const events = await sweep(sql, "inbox", { ...options, before });
  return { events, changes };
}

/** By the database's clock, as the rows are; as text, which keeps its microseconds. */
async function readCutoff(sql: ISql, days: number): Promise<string> {
  const [row] = await rowsOf(sql<{ before: string }[]>`
    select (now() - make_interval(days => ${days}::int))::text as before
  `);
  if (row === undefined) throw new Error("Bug: a clock without a time");
  return row.before;
}

/** First, so that nobody ever takes what is dropped for lost. */
async function noteRetention(sql: ISql, before: string): Promise<void> {
  await rowsOf(sql`
    insert into retention as noted (events_before) values (${before}::text::timestamptz)
    on conflict (only_row) do update
    set events_before = greatest(noted.events_before, excluded.events_before)
  `);
}

async function sweep(
  sql: ISql,
  table: Table,
  { before, isDry, signal }: DropOptions & { readonly before: string },
): Promise<number> {
  const within = `from ${table} where ctid >= $1::text::tid and ctid < $2::text::tid`;
  const statement = isDry
    ? `select count(*)::int as count ${within} and ${DROPPABLE[table]}`
    : `with gone as (delete ${within} and ${DROPPABLE[table]} returning 1)
       select count(*)::int as count from gone`;
  const blocks = await countBlocks(sql, table);
  let total = 0;
  for (let block = 0; block < blocks && !signal.aborted; block += BLOCKS) {
    const began = performance.now();
    const range = [`(${block},0)`, `(${block + BLOCKS},0)`, before];
    const [row] = await rowsOf(sql.unsafe<{ count: number }[]>(statement, range));
    total += row?.count ?? 0;
    await pause(performance.now() - began);
  }
  return total;
}

/** What is added later is too young. */
async function countBlocks(sql: ISql, table: Table): Promise<number> {
  const [row] = await rowsOf(sql<{ blocks: number }[]>`
    select (pg_relation_size(${table}::text::regclass)
      / current_setting('block_size')::int)::int as blocks
  `);
  return row?.blocks ?? 0;
}
