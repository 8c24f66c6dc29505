/** Facts that wait for somebody: among the latest that could not be applied when they came. @module */

import { randomUUID } from "node:crypto";
import type { ISql } from "postgres";
import { rowsAbout } from "../rows.ts";

/** As many as a person would ever look through; it bounds what a question costs. */
const LOOKED_AT = 1000;

export type Unapplied = { readonly count: number; readonly oldestSeconds: number };

/**
 * Goes by the log of deliveries, which has an index for it: of all facts in the inbox, nobody could tell
 * which wait without reading all of them.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails.
 */
export async function readUnapplied(sql: ISql): Promise<Unapplied> {
  const asked = randomUUID();
  const [row] = await rowsAbout(
    asked,
    sql<{ asked: string; count: number; oldest: number }[]>`
      with parked as (
        (select event_id, received_at as came_at from delivery where outcome = 'parked'
          order by received_at desc limit ${LOOKED_AT}::int)
        union all
        (select event_id, received_at as came_at from delivery where outcome = 'ids_disagree'
          order by received_at desc limit ${LOOKED_AT}::int)
      ),
      unapplied as (
        select event_id, min(came_at) as since
        from parked join inbox using (event_id)
        where inbox.provider = 'gwop'
          and not exists (
            select from gwop_invoice
            where invoice_id = inbox.object_id
              and coalesce(inbox.other_id in (invoice_id, public_invoice_id), true)
          )
          and not exists (
            select from gwop_invoice
            where public_invoice_id = inbox.object_id
              and coalesce(inbox.other_id in (invoice_id, public_invoice_id), true)
          )
        group by event_id
      )
      select ${asked}::text as asked, count(*)::int as count,
        coalesce(extract(epoch from now() - min(since)), 0)::float8 as oldest
      from unapplied
    `,
  );
  return { count: row?.count ?? 0, oldestSeconds: row?.oldest ?? 0 };
}
