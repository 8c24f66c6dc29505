/** Asks how deliveries fare, by the latest of them: never by all, of which there may be millions. @module */

import type { Sql } from "postgres";
import { rowsOf } from "../../rows.ts";

export type MinuteCount = {
  /** Minutes ago, 0 to 59. */
  readonly ago: number;
  readonly outcome: string;
  readonly count: number;
};

export type Pace = {
  /** Milliseconds; `null` where there is no delivery to tell by. */
  readonly age_median: number | null;
  readonly age_slow: number | null;
  readonly took_median: number | null;
  readonly took_slow: number | null;
  readonly looked_at: number;
};

export type AppliedMigration = { readonly name: string; readonly applied_at: Date };

/** Those that waited or were refused, and have not been taken since: the oldest of the latest. */
export type Unapplied = {
  readonly provider: string;
  readonly event_id: string;
  readonly outcome: string;
  readonly since: Date;
};

export type Health = {
  readonly minutes: readonly MinuteCount[];
  readonly pace: Pace | null;
  readonly migrations: readonly AppliedMigration[];
  readonly unapplied: readonly Unapplied[];
  readonly database: string;
};

/** What a page may read of them: at 500 a second that is a minute and a half, at 10 the whole hour. */
export const LOOKED_AT_MAX = 50_000;

const PACE_OF = 1000;
const UNAPPLIED_OF = 200;
const UNAPPLIED_SHOWN = 10;

/** @throws {postgres.PostgresError | DatabaseError} If the database fails. */
export async function findHealth(sql: Sql): Promise<Health> {
  const minutes = await rowsOf(
    sql<MinuteCount[]>`
      select floor(extract(epoch from now() - received_at) / 60)::int as ago, outcome,
        count(*)::int as count
      from (
        select received_at, outcome from delivery
        where received_at > now() - interval '1 hour' and received_at <= now()
        order by received_at desc limit ${LOOKED_AT_MAX}
      ) as latest
      group by 1, 2
    `,
  );
  const [pace = null] = await rowsOf(
    sql<Pace[]>`
      select
        percentile_disc(0.5) within group (order by age) as age_median,
        percentile_disc(0.95) within group (order by age) as age_slow,
        percentile_disc(0.5) within group (order by duration_ms) as took_median,
        percentile_disc(0.95) within group (order by duration_ms) as took_slow,
        count(*)::int as looked_at
      from (
        select duration_ms, case when outcome not in ('duplicate', 'refused') then (
          extract(epoch from received_at - occurred_at) * 1000 + duration_ms
        )::float8 end as age
        from delivery order by received_at desc limit ${PACE_OF}
      ) as latest
    `,
  );
  const migrations = await rowsOf(
    sql<AppliedMigration[]>`select name, applied_at from migration order by name`,
  );
  const [version] = await rowsOf(
    sql<{ database: string }[]>`select current_setting('server_version') as database`,
  );
  const unapplied = await findUnapplied(sql);
  return { minutes, pace, migrations, unapplied, database: version?.database ?? "" };
}

/**
 * Of those that the log of deliveries tells of: refused and not on record since, or on record and
 * waiting for a registration.
 */
function findUnapplied(sql: Sql): Promise<readonly Unapplied[]> {
  return rowsOf(
    sql<Unapplied[]>`
      select provider, event_id, outcome, min(received_at) as since
      from (
        (select provider, event_id, outcome, received_at from delivery
          where outcome = 'refused' order by received_at desc limit ${UNAPPLIED_OF})
        union all
        (select provider, event_id, outcome, received_at from delivery
          where outcome = 'parked' order by received_at desc limit ${UNAPPLIED_OF})
        union all
        (select provider, event_id, outcome, received_at from delivery
          where outcome = 'ids_disagree' order by received_at desc limit ${UNAPPLIED_OF})
      ) as open
      where event_id is not null and case
        when outcome = 'refused' then (
          select count(*) from inbox
          where (inbox.provider, inbox.event_id) = (open.provider, open.event_id)
        ) = 0
        else (
          select count(*) from entitlement where provider = open.provider and source in (
            select invoice_id from gwop_invoice, inbox
            where (inbox.provider, inbox.event_id) = (open.provider, open.event_id)
              and inbox.object_id in (invoice_id, public_invoice_id)
              and coalesce(inbox.other_id in (invoice_id, public_invoice_id), true)
          )
        ) = 0
      end
      group by provider, event_id, outcome order by since limit ${UNAPPLIED_SHOWN}
    `,
  );
}
