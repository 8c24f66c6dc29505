/** Fills a database with purchases of long ago, as the one statement would have left them. @module */

import type { Sql } from "postgres";

/**
 * How full pages of a sorted index are that grew by values in no order. Built in one go they would be
 * full, and each insert would split one.
 */
const FILLFACTOR = 70;

const TABLES = ["inbox", "entitlement", "change"] as const;

/** Over how much time the purchases are spread, until now. */
const DAYS = 500;

/**
 * Straight into the tables, with the indexes made afterwards: minutes instead of hours.
 *
 * An event a purchase, each of another session and another buyer. Ids are digits in no order, which is
 * the worst for indexes: whose ids rise with time has it easier.
 *
 * @param sql Of one connection, with rights over the tables.
 */
export async function fill(sql: Sql, rows: number): Promise<void> {
  await sql`set synchronous_commit = off`;
  await sql`set maintenance_work_mem = '1GB'`;
  for (const table of TABLES) await sql`alter table ${sql(table)} set (autovacuum_enabled = false)`;
  const indexes = await takeIndexes(sql);
  await insertRows(sql, rows);
  for (const index of indexes) await sql.unsafe(index);
  for (const table of TABLES) {
    await sql`alter table ${sql(table)} reset (autovacuum_enabled)`;
    await sql`vacuum (analyze) ${sql(table)}`;
  }
}

/** @returns The statements that make them again. */
async function takeIndexes(sql: Sql): Promise<readonly string[]> {
  const keys = await sql<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as table, conname::text as name,
      pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = any (${[...TABLES]}::text[]::regclass[]) and contype = 'p'
  `;
  for (const { table, name } of keys) {
    await sql.unsafe(`alter table ${table} drop constraint ${name}`);
  }
  const others = sql<{ name: string; method: string }[]>`
    select relname::text as name, amname::text as method
    from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
    where indrelid = any (${[...TABLES]}::text[]::regclass[])
  `;
  const definitions: string[] = [];
  for (const { name, method } of await others) {
    if (method === "btree")
      await sql.unsafe(`alter index ${name} set (fillfactor = ${FILLFACTOR})`);
    const [index] = await sql<{ definition: string }[]>`
      select pg_get_indexdef(${name}::text::regclass) as definition
    `;
    definitions.push(index?.definition ?? "");
    await sql.unsafe(`drop index ${name}`);
  }
  const again = keys.map(
    ({ table, name, definition }) =>
      `alter table ${table} add constraint ${name} ${definition} with (fillfactor = ${FILLFACTOR})`,
  );
  return [...again, ...definitions];
}

async function insertRows(sql: Sql, rows: number): Promise<void> {
  await sql`
    insert into inbox (
      provider, event_id, type, object_id, occurred_at, received_at, body_sha256
    )
    select 'proxy', 'evt_' || md5('e' || number), 'proxy_session.provisionable',
      'psess_' || md5('s' || number), at, at, encode(sha256(number::text::bytea), 'hex')
    from generate_series(1, ${rows}::int) as number,
      lateral (select now() - make_interval(days => ${DAYS}) * (1 - number::float8 / ${rows}::int)) as told (at)
  `;
  await sql`
    insert into entitlement (
      provider, source, buyer_reference, access, quantity, version, event_id, granted_by, last_write
    )
    select 'proxy', 'psess_' || md5('s' || number), 'buyer_' || md5('b' || number), 'granted', 3,
      array[1767225600000, 4, 0, '-infinity']::numeric[], 'evt_' || md5('e' || number),
      'evt_' || md5('e' || number), 'initial_grant'
    from generate_series(1, ${rows}::int) as number
  `;
  await sql`
    insert into change (provider, source, event_id, access, quantity, initial_grant, changed_at)
    select 'proxy', 'psess_' || md5('s' || number), 'evt_' || md5('e' || number), 'granted', 3, true,
      now() - make_interval(days => ${DAYS}) * (1 - number::float8 / ${rows}::int)
    from generate_series(1, ${rows}::int) as number
  `;
}
