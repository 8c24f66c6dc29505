/** Drops old deliveries, with what was captured of them, and old refusals. @module */

import { setTimeout as pause } from "node:timers/promises";
import type { ISql } from "postgres";
import { TRIM_ROWS, type Trimmed, trim } from "../arrived/trim.ts";
import { rowsOf } from "../rows.ts";
import type { DropOptions } from "./drop-old.ts";

/**
 * Goes on until nothing is left that is so old, beside live traffic: each statement drops a few rows that
 * nobody else writes, and is waited for as long as it took.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. What was dropped until then
 * is; do it again.
 */
export async function dropArrived(
  sql: ISql,
  { olderThanDays, isDry, signal }: DropOptions,
): Promise<Trimmed> {
  if (isDry) return countOld(sql, olderThanDays);
  const bounds = { days: olderThanDays, rows: null, captureDays: olderThanDays };
  let total: Trimmed = { deliveries: 0, captured: 0 };
  for (let last = TRIM_ROWS; last >= TRIM_ROWS && !signal.aborted; ) {
    const began = performance.now();
    const { deliveries, captured } = await trim(sql, bounds);
    total = { deliveries: total.deliveries + deliveries, captured: total.captured + captured };
    last = Math.max(deliveries, captured);
    await pause(performance.now() - began);
  }
  return total;
}

async function countOld(sql: ISql, days: number): Promise<Trimmed> {
  const [row] = await rowsOf(sql<Trimmed[]>`
    with bound as (select now() - make_interval(days => ${days}::int) as kept_from)
    select
      (select count(*)::int from delivery, bound where received_at < kept_from) as deliveries,
      (select count(*)::int from captured, bound where captured_at < kept_from) as captured
  `);
  return row ?? { deliveries: 0, captured: 0 };
}
