/** The one statement at work on a database of some size, and what it leaves behind. @module */

import { createHash, randomBytes } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { applyEvents, type EventToRecord } from "../../../server/apply.ts";
import { connect } from "../../../server/database.ts";
import { cpuSecondsOf } from "../processes.ts";

/** As the receiver gathers them where much arrives. */
const BATCH = 32;

const CONNECTIONS = 2;

/** `grant`: purchases that are new; `renew`: newer states of those that are there. */
export type Kind = "grant" | "renew";

export const KINDS: readonly Kind[] = ["grant", "renew"];

export type Load = {
  readonly perSecond: number;
  /** CPU microseconds of the connections' processes, an event. */
  readonly postgresUs: number;
  /** Bytes of write-ahead log, an event. */
  readonly walBytes: number;
  /** Dead rows in all tables, an event. */
  readonly deadRows: number;
  /** How long it then takes to vacuum all tables. */
  readonly vacuumMs: number;
};

/**
 * Begins right after a checkpoint, when each page that is touched is logged as a whole: the worst.
 *
 * @param rows How many purchases it was filled with.
 */
export async function load(
  url: string,
  { kind, rows, seconds }: { readonly kind: Kind; readonly rows: number; readonly seconds: number },
): Promise<Load> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const sql = connect(url, { poolMax: CONNECTIONS, prepare: true });
  try {
    const pids = await openConnections(sql);
    const cpuSeconds = () => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
    const run = randomBytes(6).toString("hex");
    const makers = { grant: () => grant(run), renew: () => renew(run, rows) };
    await admin`checkpoint`;
    const wal = await walPosition(admin);
    const [cpu, began] = [cpuSeconds(), performance.now()];
    const applied = await applyFor(sql, seconds, makers[kind]);
    const took = (performance.now() - began) / 1000;
    const postgresUs = ((cpuSeconds() - cpu) * 1e6) / applied;
    const walBytes = ((await walPosition(admin)) - wal) / applied;
    await sql.end();
    const deadRows = (await countDead(admin, pids)) / applied;
    return {
      perSecond: applied / took,
      postgresUs,
      walBytes,
      deadRows,
      vacuumMs: await vacuum(admin),
    };
  } finally {
    await sql.end({ timeout: 1 });
    await admin.end({ timeout: 1 });
  }
}

/** All at once, so that each has a connection. @returns Their processes. */
async function openConnections(sql: Sql): Promise<readonly number[]> {
  const asked = Array.from(
    { length: CONNECTIONS },
    () => sql<{ pid: number }[]>`select pg_backend_pid() as pid, pg_sleep(0.1)`,
  );
  return (await Promise.all(asked)).flatMap((rows) => rows.map(({ pid }) => pid));
}

async function applyFor(sql: Sql, seconds: number, make: () => EventToRecord): Promise<number> {
  const endsAt = performance.now() + seconds * 1000;
  let applied = 0;
  const lanes = Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() < endsAt) {
      const outcomes = await applyEvents(sql, Array.from({ length: BATCH }, make));
      if (outcomes.includes("duplicate")) throw new Error("Bug: expected every event to be new");
      applied += outcomes.length;
    }
  });
  await Promise.all(lanes);
  return applied;
}

let made = 0;

function grant(run: string): EventToRecord {
  made += 1;
  const id = md5(`${run} ${made}`);
  return eventOf(id, `psess_${id}`, `buyer_${id}`, 1_767_225_600_000);
}

/** The next state of a purchase that was filled in, of all of them alike. */
function renew(run: string, rows: number): EventToRecord {
  made += 1;
  const number = 1 + Math.floor(Math.random() * rows);
  const [session, buyer] = [md5(`s${number}`), md5(`b${number}`)];
  const updatedAt = 1_767_225_600_000 + made;
  return eventOf(md5(`${run} ${made}`), `psess_${session}`, `buyer_${buyer}`, updatedAt);
}

function eventOf(
  id: string,
  source: string,
  buyerReference: string,
  updatedAt: number,
): EventToRecord {
  return {
    isRecorded: false,
    provider: "proxy",
    eventId: `evt_${id}`,
    type: "proxy_session.provisionable",
    objectId: source,
    otherId: null,
    occurredAt: new Date(updatedAt),
    bodySha256: createHash("sha256").update(id).digest("hex"),
    fact: null,
    entitlement: {
      source,
      buyerReference,
      access: "granted",
      renews: null,
      accessUntil: null,
      quantity: 3,
      startedBy: null,
      flags: [],
      version: [updatedAt, 4, 0, Number.NEGATIVE_INFINITY],
    },
  };
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

async function walPosition(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: string }[]>`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes
  `;
  return Number(row?.bytes);
}

/** Once those processes are gone: one that ends tells what it did. */
async function countDead(sql: Sql, pids: readonly number[]): Promise<number> {
  for (;;) {
    const left = await sql`
      select from pg_stat_activity where pid = any (${pids.map(String)}::text[]::int[])
    `;
    if (left.length === 0) break;
  }
  const [row] = await sql<{ dead: string }[]>`
    select sum(n_dead_tup)::text as dead from pg_stat_user_tables
  `;
  return Number(row?.dead);
}

async function vacuum(sql: Sql): Promise<number> {
  const began = performance.now();
  await sql`vacuum inbox, entitlement, change`;
  return performance.now() - began;
}
