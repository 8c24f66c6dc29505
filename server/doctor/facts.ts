/** What a database says of itself: asked in one place, judged in `judge.ts`. @module */

import type { Sql } from "postgres";
import { rowsOf } from "../rows.ts";

/** A setting is `null` where the product doesn't have it. */
export type Facts = {
  /** As `version()` tells it. */
  readonly version: string;
  /** As in 150004 for 15.4; 0 where nothing tells it. */
  readonly version_number: number;
  readonly is_aurora: boolean;
  readonly is_neon: boolean;
  readonly is_replica: boolean;
  readonly is_read_only: boolean;
  readonly encoding: string | null;
  readonly synchronous_commit: string | null;
  readonly fsync: string | null;
  readonly full_page_writes: string | null;
  readonly role: string;
  readonly database: string;
  /** Where tables are made; `null` where the search path names no schema that there is. */
  readonly schema: string | null;
  readonly may_create: boolean;
};

export async function readFacts(sql: Sql): Promise<Facts> {
  const [facts] = await rowsOf(sql<Facts[]>`
    select
      version() as version,
      coalesce(current_setting('server_version_num', true), '0')::int as version_number,
      to_regproc('aurora_version') is not null as is_aurora,
      exists (select 1 from pg_settings where name like 'neon.%') as is_neon,
      pg_is_in_recovery() as is_replica,
      coalesce(current_setting('transaction_read_only', true), 'off') = 'on' as is_read_only,
      current_setting('server_encoding', true) as encoding,
      current_setting('synchronous_commit', true) as synchronous_commit,
      current_setting('fsync', true) as fsync,
      current_setting('full_page_writes', true) as full_page_writes,
      current_user::text as role,
      current_database()::text as database,
      current_schema()::text as schema,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create
  `);
  if (facts === undefined) throw new Error("Bug: a database that says nothing of itself");
  return facts;
}

/** How many connections there are to be had. A limit is -1 where there is none. */
export type Connections = {
  readonly max: number;
  /** Kept back for administrators. */
  readonly reserved: number;
  readonly used: number;
  readonly role_limit: number;
  readonly database_limit: number;
};

export async function readConnections(sql: Sql): Promise<Connections> {
  // Of `pg_stat_activity` a role sees only its own; these totals are everybody's to read.
  const [connections] = await rowsOf(sql<Connections[]>`
    select
      current_setting('max_connections')::int as max,
      coalesce(current_setting('superuser_reserved_connections', true), '0')::int
        + coalesce(current_setting('reserved_connections', true), '0')::int as reserved,
      coalesce((select sum(numbackends) from pg_stat_database), 0)::int as used,
      (select rolconnlimit from pg_roles where rolname = current_user) as role_limit,
      (select datconnlimit from pg_database where datname = current_database())
        as database_limit
  `);
  if (connections === undefined) throw new Error("Bug: a database without connections");
  return connections;
}

/** The database's clock, and ours on either side of the question, in milliseconds since 1970. */
export type Clocks = {
  readonly before: number;
  readonly theirs: number;
  readonly after: number;
};

export async function readClocks(sql: Sql): Promise<Clocks> {
  await rowsOf(sql`select 1`); // so that connecting isn't part of the trip
  const before = Date.now();
  const [row] = await rowsOf(sql<{ ms: string }[]>`
    select (extract(epoch from clock_timestamp()) * 1000)::text as ms
  `);
  return { before, theirs: Number(row?.ms), after: Date.now() };
}
