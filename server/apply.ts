/**
 * The one statement: record events, bring entitlements up to date, log the changes.
 *
 * One statement is one transaction, so all of it happens or none of it, without a `begin` that a
 * pool could lose. It takes rows of JSON, so that one event and many take the same path.
 *
 * @module
 */

import type { ISql } from "postgres";
import { AnswerMismatchError } from "./database-error.ts";
import type { Entitlement, ProviderName } from "./entitlement.ts";
import { rowsOf } from "./rows.ts";

/** An event to record, and what it means for access. */
export type EventToRecord = {
  readonly isRecorded: false;
  readonly provider: ProviderName;
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string | null;
  /** A second id of the same object, where its provider has two. */
  readonly otherId: string | null;
  readonly occurredAt: Date;
  /** SHA-256 of the body, 64 lower-case hex digits. */
  readonly bodySha256: string;
  /** What the event says, in JSON, where nobody can be asked later; else `null`. */
  readonly fact: string | null;
  /** `null` where there is nothing to write beyond the event itself. */
  readonly entitlement: Entitlement | null;
};

/** An event that the inbox has already: only what it means for access is written. */
export type EventOnRecord = {
  readonly isRecorded: true;
  readonly provider: ProviderName;
  readonly eventId: string;
  readonly entitlement: Entitlement;
};

/**
 * What applying an event did: `applied`, its state is the entitlement's now; `stale`, a newer one
 * is; `unchanged`, there was nothing to write; `duplicate`, the event to record had been recorded.
 */
export type Outcome = "applied" | "duplicate" | "stale" | "unchanged";

/**
 * Records each event once, and lets the newest state of each source win.
 *
 * Two guards, each under a lock of its own. The inbox's key makes a second copy wait for the first
 * and then do nothing; the entitlement's row makes writers of one source take turns, and each turn
 * writes the newer of what is held and what is new, so that no order of turns matters (A11). The
 * statement always writes, the held values if need be, and writes down which it did: `returning`
 * then tells, which a `where` on the update would hide.
 *
 * The answer repeats each event's id, so that no event is taken for recorded by another one's answer.
 *
 * @param lockWaitMs How long to wait for what another transaction holds; `null`: as long as the
 * connection's own `lock_timeout` says.
 * @returns One outcome an event, in the order given.
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Nothing is known to be
 * recorded: send it again.
 */
export async function applyEvents(
  sql: ISql,
  events: readonly (EventToRecord | EventOnRecord)[],
  lockWaitMs: number | null = null,
): Promise<readonly Outcome[]> {
  const rows = await rowsOf(sql<{ event_id: string; outcome: Outcome }[]>`
    with incoming as (
      select event.* from
        -- Before any row is looked at: it holds for as long as the statement does.
        set_config(
          'lock_timeout', coalesce(${lockWaitMs}::text, current_setting('lock_timeout')), true
        ),
        json_to_recordset(${JSON.stringify(events.map(toRow))}::text::json) as event (
          position int, is_recorded boolean, provider text, event_id text, type text,
          object_id text, other_id text, occurred_at timestamptz, body_sha256 text, fact text,
          source text, buyer_reference text, access text, renews boolean,
          access_until timestamptz, quantity bigint, started_by text, flags text[],
          version numeric[]
        )
    ),
    -- An insert may meet a row once: one copy an event, and below one state a source.
    first_copy as (
      select distinct on (provider, event_id) * from incoming where not is_recorded
      order by provider, event_id, position
    ),
    -- Both inserts are sorted, so that all batches lock in one order and none can deadlock.
    recorded as (
      insert into inbox (
        provider, event_id, type, object_id, other_id, occurred_at, body_sha256, fact
      )
      select provider, event_id, type, object_id, other_id, occurred_at, body_sha256, fact::jsonb
      from first_copy order by provider, event_id
      on conflict (provider, event_id) do nothing
      returning provider, event_id
    ),
    fresh as (
      select first_copy.*, event_id as recorded_id
      from first_copy join recorded using (provider, event_id)
      union all
      -- Null where it isn't on record: then no column takes it, and nothing is written.
      select incoming.*, coalesce(recorded.event_id, (
        select inbox.event_id from inbox
        where (inbox.provider, inbox.event_id) = (incoming.provider, incoming.event_id)
      ))
      from incoming left join recorded using (provider, event_id) where is_recorded
    ),
    newest as (
      select distinct on (provider, source) * from fresh where access is not null
      order by provider, source, version desc, event_id, position
    ),
    granting as (
      -- A subscription grants no units: the session that it was bought through did.
      select *, case when access = 'granted' and started_by is null then event_id end as granted_by
      from newest
    ),
    written as (
      insert into entitlement as held (
        provider, source, buyer_reference, access, renews, access_until, quantity, started_by,
        flags, version, event_id, granted_by, last_write
      )
      select
        provider, source, buyer_reference, access, renews, access_until, quantity, started_by,
        flags, version, recorded_id, granted_by,
        case when granted_by is null then 'change' else 'initial_grant' end
      from granting order by provider, source
      on conflict (provider, source) do update set (
        buyer_reference, access, renews, access_until, quantity, started_by,
        flags, version, event_id, granted_by, last_write
      ) = (
        select
          buyer_reference, access, renews, access_until, quantity, started_by,
          flags, version, event_id, coalesce(held.granted_by, granted_by),
          -- The event that granted first may decide again, of a source whose events are evidence.
          case when last_write = 'initial_grant' and held.granted_by is not null
            then 'change' else last_write end
        from (values
          (held.buyer_reference, held.access, held.renews, held.access_until, held.quantity,
            held.started_by, held.flags, held.version, held.event_id, held.granted_by, 'none'),
          (excluded.buyer_reference, excluded.access, excluded.renews, excluded.access_until,
            excluded.quantity, excluded.started_by, excluded.flags, excluded.version,
            excluded.event_id, excluded.granted_by, excluded.last_write)
        ) as either (
          buyer_reference, access, renews, access_until, quantity, started_by, flags, version,
          event_id, granted_by, last_write
        )
        order by version desc, last_write = 'none' desc
        limit 1
      )
      returning *
    ),
    logged as (
      insert into change (
        provider, source, event_id, access, renews, access_until, quantity, flags, initial_grant
      )
      select
        provider, source, event_id, access, renews, access_until, quantity, flags,
        last_write = 'initial_grant'
      from written where last_write <> 'none'
      order by provider, source
    )
    select incoming.event_id, case
        when not incoming.is_recorded
          and (recorded.event_id is null or incoming.position <> first_copy.position)
          then 'duplicate'
        when incoming.position = newest.position and written.last_write <> 'none' then 'applied'
        when written.version > incoming.version then 'stale'
        else 'unchanged'
      end as outcome
    from incoming
      left join first_copy using (provider, event_id)
      left join recorded using (provider, event_id)
      left join newest
        on (newest.provider, newest.source) = (incoming.provider, incoming.source)
      left join written
        on (written.provider, written.source) = (incoming.provider, incoming.source)
    order by incoming.position
  `);
  const isAboutThese =
    rows.length === events.length &&
    rows.every((row, index) => row.event_id === events[index]?.eventId);
  if (!isAboutThese) throw new AnswerMismatchError();
  return rows.map(({ outcome }) => outcome);
}

/** One event as a row of the statement. A decimal as text: JSON's numbers would lose its digits. */
function toRow(event: EventToRecord | EventOnRecord, position: number) {
  const { provider, eventId, isRecorded, entitlement } = event;
  return {
    position,
    is_recorded: isRecorded,
    provider,
    event_id: eventId,
    ...(isRecorded
      ? {}
      : {
          type: event.type,
          object_id: event.objectId,
          other_id: event.otherId,
          occurred_at: event.occurredAt,
          body_sha256: event.bodySha256,
          fact: event.fact,
        }),
    ...(entitlement === null
      ? {}
      : {
          source: entitlement.source,
          buyer_reference: entitlement.buyerReference,
          access: entitlement.access,
          renews: entitlement.renews,
          access_until: entitlement.accessUntil,
          quantity: entitlement.quantity,
          started_by: entitlement.startedBy,
          flags: entitlement.flags,
          version: entitlement.version.map(String),
        }),
  };
}
