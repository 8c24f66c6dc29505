/**
 * Writes what arrived, each kind in one statement.
 *
 * None waits for the disk: what a crash takes of the last half second is no loss, and a commit of the
 * receiver's own is not held up by it.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import type { ISql } from "postgres";
import { rowsAbout } from "../rows.ts";
import type { RefusalRows } from "./refusals.ts";
import type { DeliveryRow } from "./rows.ts";

/**
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Some may be written: they are not
 * to be sent again.
 */
export async function writeDeliveries(sql: ISql, rows: readonly DeliveryRow[]): Promise<void> {
  const asked = randomUUID();
  await rowsAbout(
    asked,
    sql<{ asked: string }[]>`
      with incoming as (
        select arrived.* from
          set_config('synchronous_commit', 'off', true),
          json_to_recordset(${JSON.stringify(rows)}::text::json) as arrived (
            request_id uuid, provider text, received_at timestamptz, duration_ms int,
            event_id text, type text, object_id text, occurred_at timestamptz, bytes int,
            body_sha256 text, outcome text, status smallint, reason text, code text, kind text,
            source text, access text, renews boolean, access_until timestamptz, quantity bigint,
            flags text[], version numeric[], captured jsonb
          )
      ),
      written as (
        insert into delivery (
          request_id, provider, received_at, duration_ms, event_id, type, object_id, occurred_at,
          bytes, body_sha256, outcome, status, reason, code, kind, source, access, renews,
          access_until, quantity, flags, version
        )
        select
          request_id, provider, received_at, duration_ms, event_id, type, object_id, occurred_at,
          bytes, body_sha256, outcome, status, reason, code, kind, source, access, renews,
          access_until, quantity, flags, version
        from incoming
        returning id, request_id
      ),
      kept as (
        insert into captured (delivery_id, headers, body, is_cut)
        select id, captured -> 'headers', captured ->> 'body', (captured ->> 'is_cut')::boolean
        from written join incoming using (request_id)
        where jsonb_typeof(captured) = 'object'
      )
      select ${asked}::text as asked
    `,
  );
}

export async function writeRefusals(
  sql: ISql,
  { counts, samples }: RefusalRows,
  dropped: number,
): Promise<void> {
  const asked = randomUUID();
  await rowsAbout(
    asked,
    sql<{ asked: string }[]>`
      with counted as (
        insert into refusal as held (minute, route, reason, count)
        select minute, route, reason, count from
          set_config('synchronous_commit', 'off', true),
          json_to_recordset(${JSON.stringify(counts)}::text::json)
            as added (minute timestamptz, route text, reason text, count bigint)
        order by minute, route, reason
        on conflict (minute, route, reason) do update set count = held.count + excluded.count
      ),
      sampled as (
        insert into refusal_sample (
          route, reason, slot, request_id, received_at, status, duration_ms, method, path
        )
        select route, reason, slot, request_id, received_at, status, duration_ms, method, path
        from json_to_recordset(${JSON.stringify(samples)}::text::json) as taken (
          route text, reason text, slot smallint, request_id uuid, received_at timestamptz,
          status smallint, duration_ms int, method text, path text
        )
        order by route, reason, slot
        on conflict (route, reason, slot) do update set (
          request_id, received_at, status, duration_ms, method, path
        ) = (
          excluded.request_id, excluded.received_at, excluded.status, excluded.duration_ms,
          excluded.method, excluded.path
        )
      ),
      lacking as (
        insert into delivery_dropped as held (minute, count)
        select date_trunc('minute', now()), ${dropped}::int where ${dropped}::int > 0
        on conflict (minute) do update set count = held.count + excluded.count
      )
      select ${asked}::text as asked
    `,
  );
}
