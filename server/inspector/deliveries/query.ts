/**
 * Asks for deliveries, newest first, each event once: its latest delivery that fits, and how many it had.
 *
 * On ten million rows too. Each combination of the values asked for is a look into an index of its
 * own, which gives its rows in order; together they are merged. What was looked at is bounded, for
 * an event that came a million times is a row, too.
 *
 * @module
 */

import type { PendingQuery, Row, Sql } from "postgres";
import { rowsOf } from "../../rows.ts";
import type { Cursor, Filter } from "./filter.ts";

export type DeliveryRow = {
  readonly id: string;
  readonly micros: string;
  readonly provider: string;
  readonly received_at: Date;
  readonly duration_ms: number;
  readonly event_id: string | null;
  readonly type: string | null;
  readonly object_id: string | null;
  readonly outcome: string;
  readonly status: number;
  readonly reason: string | null;
  readonly code: string | null;
  /** Of its event, up to {@link ATTEMPTS_MAX}; `null` where the body names no event. */
  readonly attempts: number | null;
};

export type DeliveryPage = {
  readonly rows: readonly DeliveryRow[];
  /** Where older ones begin; `null` where there are none. */
  readonly next: Cursor | null;
};

const ROWS_A_PAGE = 50;

/** Of each combination. Beyond it the page ends, and the next one goes on. */
const LOOKED_AT_MAX = 2000;

export const ATTEMPTS_MAX = 1000;

/** Of looks in one question. What would make more of them is a condition on each. */
const WAYS_MAX = 32;

/** Somebody with more of them is asked about by their objects. */
const OBJECTS_MAX = 50;

type Part = PendingQuery<Row[]>;

/** @throws {postgres.PostgresError | DatabaseError} If the database fails, or it takes too long. */
export async function findDeliveries(
  sql: Sql,
  filter: Filter,
  before: Cursor | null,
): Promise<DeliveryPage> {
  const objects = await objectsOf(sql, filter);
  if (objects?.length === 0) return { rows: [], next: null };
  const ways = waysOf(sql, filter, objects);
  const older = before === null ? sql`` : isOlder(sql, before);
  const rows = await rowsOf(
    sql<DeliveryRow[]>`
      select ${columns(sql)}
      from (${looks(sql, ways, older)}) as shown
      where (
        select count(*) from (
          select from delivery as later
          where later.event_id = shown.event_id and later.provider = shown.provider
            and (later.received_at, later.id) > (shown.received_at, shown.id)
            ${fits(sql, filter, objects)}
          limit 1
        ) as latest
      ) = 0
      order by shown.received_at desc, shown.id desc
      limit ${ROWS_A_PAGE + 1}
    `,
  );
  const shown = rows.slice(0, ROWS_A_PAGE);
  const last =
    rows.length > ROWS_A_PAGE ? (shown.at(-1) ?? null) : await lastLooked(sql, ways, older);
  return { rows: shown, next: last === null ? null : { micros: last.micros, id: last.id } };
}

/**
 * What was written since, the latest first, for a list that goes on by itself: of more than a page, the
 * latest page.
 *
 * @param afterId Of the latest that is known.
 */
export async function findNewer(
  sql: Sql,
  filter: Filter,
  afterId: string,
): Promise<readonly DeliveryRow[]> {
  const objects = await objectsOf(sql, filter);
  if (objects?.length === 0) return [];
  return rowsOf(
    sql<DeliveryRow[]>`
      select ${columns(sql)}
      from (
        select later.* from delivery as later
        where later.id > ${afterId} ${fits(sql, filter, objects)}
        order by later.id desc limit ${ROWS_A_PAGE}
      ) as shown
      order by shown.id desc
    `,
  );
}

/** @returns The id of what was written last; 0 where nothing was. */
export async function latestId(sql: Sql): Promise<string> {
  const [row] = await rowsOf(
    sql<{ id: string }[]>`select coalesce(max(id), 0)::text as id from delivery`,
  );
  return row?.id ?? "0";
}

const columns = (sql: Sql): Part => sql`
  shown.id::text, (extract(epoch from received_at) * 1000000)::bigint::text as micros,
  provider, received_at, duration_ms, event_id, type, object_id, outcome, status, reason, code,
  case when event_id is not null then (
    select count(*)::int from (
      select from delivery as copy
      where copy.event_id = shown.event_id and copy.provider = shown.provider
      limit ${ATTEMPTS_MAX}
    ) as copies
  ) end as attempts
`;

/** One for each combination of values, as conditions on `delivery`. */
function waysOf(sql: Sql, filter: Filter, objects: readonly string[] | null): readonly Part[] {
  const { outcomes, types, statuses, eventId } = filter;
  const alternatives = [
    eventId === null ? [] : [sql`event_id = ${eventId}`],
    (objects ?? []).map((object) => sql`object_id = ${object}`),
    // Of status 200 there is no index: the others are the few that somebody looks for.
    statuses.map((status) =>
      status === 200 ? sql`status = 200` : sql`status = ${status} and status <> 200`,
    ),
    outcomes.map((outcome) => sql`outcome = ${outcome}`),
    types.map((type) => sql`type = ${type}`),
  ].filter((values) => values.length > 0);
  const every = alternatives.reduce<readonly Part[]>(
    (ways, values) =>
      ways.length * values.length > WAYS_MAX
        ? ways.map(
            (way) => sql`${way} and (${values.reduce((any, value) => sql`${any} or ${value}`)})`,
          )
        : ways.flatMap((way) => values.map((value) => sql`${way} and ${value}`)),
    [sql`true`],
  );
  return every.map((way) => sql`${way} ${within(sql, filter)}`);
}

function looks(sql: Sql, ways: readonly Part[], older: Part): Part {
  return ways
    .map(
      (way) => sql`(
        select * from delivery where ${way} ${older}
        order by received_at desc, id desc limit ${LOOKED_AT_MAX}
      )`,
    )
    .reduce((all, look) => sql`${all} union all ${look}`);
}

/** The newest of what ended each look before it came to an end: nothing older was left out. */
async function lastLooked(sql: Sql, ways: readonly Part[], older: Part): Promise<Cursor | null> {
  const ends = ways
    .map(
      (way) => sql`(
        select received_at, id from delivery where ${way} ${older}
        order by received_at desc, id desc offset ${LOOKED_AT_MAX - 1} limit 1
      )`,
    )
    .reduce((all, end) => sql`${all} union all ${end}`);
  const [last] = await rowsOf(
    sql<Cursor[]>`
      select (extract(epoch from received_at) * 1000000)::bigint::text as micros, id::text
      from (${ends}) as ending order by ending.received_at desc, ending.id desc limit 1
    `,
  );
  return last ?? null;
}

/** The same filter on `later`, which any combination may have. */
const fits = (sql: Sql, filter: Filter, objects: readonly string[] | null): Part => sql`
  ${filter.eventId === null ? sql`` : sql`and later.event_id = ${filter.eventId}`}
  ${objects === null ? sql`` : sql`and later.object_id in ${sql([...objects])}`}
  ${filter.statuses.length === 0 ? sql`` : sql`and later.status in ${sql([...filter.statuses])}`}
  ${filter.outcomes.length === 0 ? sql`` : sql`and later.outcome in ${sql([...filter.outcomes])}`}
  ${filter.types.length === 0 ? sql`` : sql`and later.type in ${sql([...filter.types])}`}
  ${within(sql, filter)}
`;

const within = (sql: Sql, { from, to }: Filter): Part => sql`
  ${from === null ? sql`` : sql`and received_at >= ${from}`}
  ${to === null ? sql`` : sql`and received_at < ${to}`}
`;

const isOlder = (sql: Sql, { micros, id }: Cursor): Part => sql`and (received_at, id) < (
  timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond', ${id}::bigint
  )`;

/** @returns The objects asked for, by their id or by their buyer; `null` where any will do. */
async function objectsOf(sql: Sql, { objectId, buyer }: Filter): Promise<readonly string[] | null> {
  if (buyer === null) return objectId === null ? null : [objectId];
  // Of a Gwop invoice deliveries may name either id.
  const rows = await rowsOf(
    sql<{ object_id: string }[]>`
      select distinct unnest(array[held.source, (
        select public_invoice_id from gwop_invoice
        where held.provider = 'gwop' and invoice_id = held.source
      )]) as object_id
      from (
        select provider, source from entitlement where buyer_reference = ${buyer}
        order by version desc limit ${OBJECTS_MAX}
      ) as held
    `,
  );
  const objects = rows.flatMap(({ object_id }) => object_id ?? []);
  return objectId === null ? objects : objects.filter((object) => object === objectId);
}
