/** A log of deliveries of a test's own, and what it wrote. @module */

import type { Sql } from "postgres";
import { type Arrival, nothingLearned } from "../arrival.ts";
import { connect } from "../database.ts";
import { createLog } from "../log.ts";
import type { ArrivedConfig } from "./config.ts";
import { type ArrivedLog, createArrivedLog } from "./log.ts";

export const KEEP_ALL: ArrivedConfig = {
  days: 30,
  rows: 1_000_000,
  capture: "off",
  captureDays: 3,
  captureBytes: 1024,
};

export type TestArrivedLog = ArrivedLog & {
  /** Every line that it logged. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
};

export function openArrivedLog(url: string, config: Partial<ArrivedConfig> = {}): TestArrivedLog {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const arrived = createArrivedLog({
    config: { ...KEEP_ALL, ...config },
    log: createLog("info", { write: (line) => void lines.push(JSON.parse(line)) }),
    open: () => connect(url, { poolMax: 1, prepare: true }),
    now: () => performance.now(),
  });
  return { ...arrived, lines };
}

/** A delivery with a signature that doesn't fit, unless `change` says otherwise. */
export function refused(change: Partial<Arrival> = {}): Arrival {
  const learned = nothingLearned();
  learned.route = "proxy";
  learned.note.refusal = "signature_refused";
  learned.note.reason = "signature_mismatch";
  return {
    requestId: crypto.randomUUID(),
    method: "POST",
    path: "/api/proxy/webhook",
    receivedAt: new Date(),
    durationMs: 1.5,
    status: 401,
    learned,
    ...change,
  };
}

/** A delivery that was applied. */
export function applied(eventId: string, change: Partial<Arrival> = {}): Arrival {
  const learned = nothingLearned();
  learned.route = "proxy";
  learned.note.outcome = "applied";
  learned.delivery = {
    provider: "proxy",
    body: new TextEncoder().encode("{}"),
    headers: new Headers(),
    said: () => ({ eventId, type: "any", objectId: "psess_1", occurredAt: null }),
    read: null,
    isConflict: false,
  };
  return refused({ status: 200, learned, ...change });
}

/** The columns named, of all rows, as they were written. */
export async function deliveriesIn(
  sql: Sql,
  columns: readonly string[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows = await sql`select ${sql(columns)} from delivery order by id`;
  return rows.map((row) => ({ ...row }));
}
