/** A connection of the doctor's own, and how long it may take. @module */

import { setTimeout as pause } from "node:timers/promises";
import type { Sql } from "postgres";
import type { DatabaseConfig } from "../config.ts";
import { connect } from "../database.ts";
import { DatabaseError } from "../database-error.ts";

/** For a connection to be closed that nobody answers on. */
const CLOSE_MS = 250;

export type Bound = {
  readonly ms: number;
  /** Interrupts. */
  readonly signal: AbortSignal;
};

/**
 * Waits no longer than that, nor than the patience of whoever interrupts.
 *
 * @throws {DatabaseError} `DOCTOR_DEADLINE` or `DOCTOR_INTERRUPTED` where it would; else what the work
 * throws.
 */
export async function inTime<T>({ ms, signal }: Bound, working: Promise<T>): Promise<T> {
  const done = new AbortController();
  const settled = working.then(
    () => true,
    () => true,
  );
  const late = pause(ms, false, { signal: AbortSignal.any([signal, done.signal]) });
  const isSettled = await Promise.race([settled, late.catch(() => false)]);
  done.abort();
  if (isSettled) return working;

  throw signal.aborted
    ? new DatabaseError("DOCTOR_INTERRUPTED", "interrupted")
    : new DatabaseError("DOCTOR_DEADLINE", `no answer within ${Math.round(ms)} ms`);
}

/**
 * Works over one connection, which is closed at the end of the work or of the time: the database then
 * rolls back what was not committed.
 *
 * @throws As {@link inTime}.
 */
export async function onConnection<T>(
  { databaseUrl, databasePrepare }: DatabaseConfig,
  bound: Bound,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const sql = connect(databaseUrl, { poolMax: 1, prepare: databasePrepare, canBegin: true });
  try {
    return await inTime(bound, work(sql));
  } finally {
    await Promise.race([sql.end({ timeout: 0 }), pause(CLOSE_MS, null, { ref: false })]);
  }
}
