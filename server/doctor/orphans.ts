/**
 * Whether rows refer to rows that aren't there.
 *
 * No foreign key keeps them from it, but that one statement alone writes them (`../apply.ts`): so
 * this finds somebody else's hand, or half of a backup.
 *
 * @module
 */

import type { ISql } from "postgres";
import { rowsOf } from "../rows.ts";
import { type Check, ok, warn } from "./check.ts";

export const ORPHANS = "orphans";

/** The latest: each is looked up by a key or two, so that a large database takes no longer than this. */
const CHANGES_MAX = 1000;

/** How many rows, by what they lack. */
export type Orphans = {
  readonly changes_without_event: number;
  readonly changes_without_entitlement: number;
  readonly entitlements_without_event: number;
  readonly entitlements_without_grant: number;
};

/**
 * Looks at the latest changes, and at the entitlements that they are of. Whose event may have been
 * dropped by now is left out: a change is as old as its event, but for Gwop's, whose facts all stay.
 * Each is looked for by a question of its own, by a key: as a join it may read all of a table. So it
 * would without the collation, which the inbox's key has and the other tables' names of providers don't.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails.
 */
export async function findOrphans(sql: ISql, changesMax = CHANGES_MAX): Promise<Orphans> {
  const [orphans] = await rowsOf(sql<Orphans[]>`
    with latest as (
      select provider, source, event_id
      from (select * from change order by id desc limit ${changesMax}) as last
      where changed_at >= coalesce((select events_before from retention), '-infinity')
    ),
    held as (
      select entitlement.* from (select distinct provider, source from latest) as named,
        lateral (
          select * from entitlement
          where (entitlement.provider, entitlement.source) = (named.provider, named.source)
          limit 1
        ) as entitlement
    )
    select
      (select count(*)::int from latest where (
        select count(*) from inbox
        where (inbox.provider, inbox.event_id) = (latest.provider collate "default", latest.event_id)
      ) = 0) as changes_without_event,
      (select count(*)::int from latest where (
        select count(*) from entitlement
        where (entitlement.provider, entitlement.source) = (latest.provider, latest.source)
      ) = 0) as changes_without_entitlement,
      (select count(*)::int from held where (
        select count(*) from inbox
        where (inbox.provider, inbox.event_id) = (held.provider collate "default", held.event_id)
      ) = 0) as entitlements_without_event,
      (select count(*)::int from held where granted_by is not null and (
        select count(*) from change
        where (change.provider, change.source) = (held.provider, held.source) and initial_grant
          and change.event_id = held.granted_by
      ) = 0) as entitlements_without_grant
  `);
  if (orphans === undefined) throw new Error("Bug: a count without a row");
  return orphans;
}

export async function examineOrphans(sql: ISql): Promise<Check> {
  const [table] = await rowsOf(sql<{ is_there: boolean }[]>`
    select to_regclass('migration') is not null and to_regclass('retention') is not null as is_there
  `);
  if (table?.is_there !== true) return ok(ORPHANS, "nothing to look for: migrations are pending");
  return judgeOrphans(await findOrphans(sql));
}

function judgeOrphans(orphans: Orphans): Check {
  const found = Object.entries(orphans).filter(([, count]) => count > 0);
  if (found.length === 0) return ok(ORPHANS, `none in the latest ${CHANGES_MAX} changes`);
  return warn(
    ORPHANS,
    found.map(([what, count]) => `${count} ${what.replaceAll("_", " ")}`).join(", "),
    "find out who else writes these tables, or whether a backup was restored in part",
  );
}
