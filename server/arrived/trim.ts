/** Keeps what arrived within its bounds, a bit at a time. @module */

import { randomUUID } from "node:crypto";
import type { ISql } from "postgres";
import { rowsAbout } from "../rows.ts";
import type { Bounds } from "./config.ts";

/** Of each table, in one statement: some ms. */
export const TRIM_ROWS = 500;

export type Trimmed = { readonly deliveries: number; readonly captured: number };

/**
 * Drops up to so many of the oldest rows that are beyond the bounds, found by an index and dropped by
 * their keys. Two of it at once pass over each other's rows.
 *
 * @param bounds `null`: no bound of that kind.
 * @returns How many rows. As many as {@link TRIM_ROWS}: there may be more.
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Do it again.
 */
export async function trim(
  sql: ISql,
  { days, rows, captureDays }: { readonly [bound in keyof Bounds]: Bounds[bound] | null },
): Promise<Trimmed> {
  const asked = randomUUID();
  const [trimmed] = await rowsAbout(
    asked,
    sql<({ asked: string } & Trimmed)[]>`
      with bound as (
        select
          now() - make_interval(days => ${days}::int) as kept_from,
          now() - make_interval(days => ${captureDays}::int) as captured_from,
          (select max(id) from delivery) - ${rows}::bigint as id_max,
          set_config('synchronous_commit', 'off', true)
      ),
      old as (
        select id from delivery where received_at < (select kept_from from bound)
        order by received_at limit ${TRIM_ROWS}::int for update skip locked
      ),
      many as (
        select id from delivery where id <= (select id_max from bound)
        order by id limit ${TRIM_ROWS}::int for update skip locked
      ),
      due as (
        select delivery_id from captured where captured_at < (select captured_from from bound)
        order by captured_at limit ${TRIM_ROWS}::int for update skip locked
      ),
      gone as (
        delete from delivery
        where id = any (array(select id from old union all select id from many))
        returning id
      ),
      forgotten as (
        delete from captured
        where delivery_id = any (array(select id from gone union all select delivery_id from due))
        returning 1
      ),
      uncounted as (delete from refusal where minute < (select kept_from from bound)),
      unsampled as (delete from refusal_sample where received_at < (select kept_from from bound)),
      unlacked as (delete from delivery_dropped where minute < (select kept_from from bound))
      select ${asked}::text as asked,
        (select count(*)::int from gone) as deliveries,
        (select count(*)::int from forgotten) as captured
    `,
  );
  return { deliveries: trimmed?.deliveries ?? 0, captured: trimmed?.captured ?? 0 };
}
