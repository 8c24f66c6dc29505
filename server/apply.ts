/**
 * The one statement: record events, bring entitlements up to date, log the changes.
 *
 * One statement is one transaction, so all of it happens or none of it, without a `begin` that a
 * pool could lose. It takes arrays, so that one event and many take the same path.
 *
 * @module
 */

import type { Sql } from "postgres";
import type { Entitlement } from "./entitlement.ts";

/** An event to record, and what it means for access. */
export type RecordedEvent = {
  readonly provider: "proxy";
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly occurredAt: Date;
  /** SHA-256 of the body, 64 lower-case hex digits. */
  readonly bodySha256: string;
  /** `null` where there is nothing to write beyond the event itself. */
  readonly entitlement: Entitlement | null;
};

/**
 * What recording an event did: `applied`, its state is the entitlement's now; `stale`, a newer one
 * is; `unchanged`, there was nothing to write; `duplicate`, the event had been recorded before.
 */
export type Outcome = "applied" | "duplicate" | "stale" | "unchanged";

/**
 * Records each event once, and lets the newest state of each source win.
 *
 * Two guards, each under a lock of its own. The inbox's key makes a second copy wait for the first
 * and then do nothing; the entitlement's row makes writers of one source take turns, and each turn
 * writes the newer of what is held and what is new, so that no order of turns matters (A11). The
 * statement always writes, the held values if need be: `returning` then tells which of them won,
 * which a `where` on the update would hide.
 *
 * @returns One outcome an event, in the order given.
 * @throws {postgres.PostgresError} If the database fails. Nothing was recorded: send it again.
 */
export async function applyEvents(
  sql: Sql,
  events: readonly RecordedEvent[],
): Promise<readonly Outcome[]> {
  const rows = await sql<{ outcome: Outcome }[]>`
    with incoming as (
      select * from unnest(
        ${events.map(({ provider }) => provider)}::text[],
        ${events.map(({ eventId }) => eventId)}::text[],
        ${events.map(({ type }) => type)}::text[],
        ${events.map(({ objectId }) => objectId)}::text[],
        ${events.map(({ occurredAt }) => occurredAt.toISOString())}::text[]::timestamptz[],
        ${events.map(({ bodySha256 }) => bodySha256)}::text[],
        ${column(events, ({ source }) => source)}::text[],
        ${column(events, ({ buyerReference }) => buyerReference)}::text[],
        ${column(events, ({ access }) => access)}::text[],
        ${column(events, ({ renews }) => renews)}::text[]::boolean[],
        ${column(events, ({ accessUntil }) => accessUntil)}::text[]::timestamptz[],
        ${column(events, ({ quantity }) => quantity)}::text[]::bigint[],
        ${column(events, ({ startedBy }) => startedBy)}::text[],
        ${column(events, ({ version }) => version.updatedAt)}::text[]::timestamptz[],
        ${column(events, ({ version }) => version.statusRank)}::text[]::smallint[],
        ${column(events, ({ version }) => version.cancelAtPeriodEnd)}::text[]::boolean[],
        ${column(events, ({ version }) => version.currentPeriodEnd ?? "-infinity")}::text[]::timestamptz[]
      ) with ordinality as t (
        provider, event_id, type, object_id, occurred_at, body_sha256,
        source, buyer_reference, access, renews, access_until, quantity, started_by,
        version_at, version_rank, version_cancelling, version_period_end, position
      )
    ),
    -- An insert may meet a row once: one copy an event, and below one state a source.
    first_copy as (
      select distinct on (provider, event_id) * from incoming
      order by provider, event_id, position
    ),
    -- Both inserts are sorted, so that all batches lock in one order and none can deadlock.
    recorded as (
      insert into inbox (provider, event_id, type, object_id, occurred_at, body_sha256)
      select provider, event_id, type, object_id, occurred_at, body_sha256
      from first_copy order by provider, event_id
      on conflict (provider, event_id) do nothing
      returning provider, event_id
    ),
    newest as (
      select distinct on (provider, source) first_copy.*
      from first_copy join recorded using (provider, event_id)
      where access is not null
      order by provider, source, version_at desc, version_rank desc, version_cancelling desc,
        version_period_end desc, event_id
    ),
    written as (
      insert into entitlement as held (
        provider, source, buyer_reference, access, renews, access_until, quantity, started_by,
        version_at, version_rank, version_cancelling, version_period_end, event_id, granted_by
      )
      select
        provider, source, buyer_reference, access, renews, access_until, quantity, started_by,
        version_at, version_rank, version_cancelling, version_period_end, event_id,
        -- A subscription grants no units: the session that it was bought through did.
        case when access = 'granted' and started_by is null then event_id end
      from newest order by provider, source
      on conflict (provider, source) do update set (
        buyer_reference, access, renews, access_until, quantity, started_by,
        version_at, version_rank, version_cancelling, version_period_end, event_id, granted_by
      ) = (
        select
          buyer_reference, access, renews, access_until, quantity, started_by,
          version_at, version_rank, version_cancelling, version_period_end, event_id,
          coalesce(held.granted_by, granted_by)
        from (values
          (held.buyer_reference, held.access, held.renews, held.access_until, held.quantity,
            held.started_by, held.version_at, held.version_rank, held.version_cancelling,
            held.version_period_end, held.event_id, held.granted_by, true),
          (excluded.buyer_reference, excluded.access, excluded.renews, excluded.access_until,
            excluded.quantity, excluded.started_by, excluded.version_at, excluded.version_rank,
            excluded.version_cancelling, excluded.version_period_end, excluded.event_id,
            excluded.granted_by, false)
        ) as either (
          buyer_reference, access, renews, access_until, quantity, started_by, version_at,
          version_rank, version_cancelling, version_period_end, event_id, granted_by, is_held
        )
        order by version_at desc, version_rank desc, version_cancelling desc,
          version_period_end desc, is_held desc
        limit 1
      )
      returning *
    ),
    logged as (
      insert into change (
        provider, source, event_id, access, renews, access_until, quantity, initial_grant
      )
      select
        provider, source, event_id, access, renews, access_until, quantity,
        granted_by is not distinct from event_id
      from written join recorded using (provider, event_id)
      order by provider, source
    )
    select case
        when recorded.event_id is null or incoming.position <> first_copy.position then 'duplicate'
        when written.event_id is null then 'unchanged'
        when written.event_id = incoming.event_id then 'applied'
        when (written.version_at, written.version_rank, written.version_cancelling,
            written.version_period_end)
          > (incoming.version_at, incoming.version_rank, incoming.version_cancelling,
            incoming.version_period_end) then 'stale'
        else 'unchanged'
      end as outcome
    from incoming
      join first_copy using (provider, event_id)
      left join recorded using (provider, event_id)
      left join written
        on (written.provider, written.source) = (incoming.provider, incoming.source)
    order by incoming.position
  `;
  return rows.map(({ outcome }) => outcome);
}

/**
 * One part of every event's entitlement, as text for the statement to cast: the driver takes an
 * array's type from its first element, and sends anything but text wrongly or not at all.
 */
function column(
  events: readonly RecordedEvent[],
  part: (entitlement: Entitlement) => string | number | boolean | Date | null,
): readonly (string | null)[] {
  return events.map(({ entitlement }) => {
    const value = entitlement === null ? null : part(entitlement);
    if (value === null) return null;
    return value instanceof Date ? value.toISOString() : String(value);
  });
}
