/** A database that fails under a test, and a sender that comes again. @module */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "../database.ts";
import { openPools, type Pools } from "../pools.ts";
import type { TestDatabase } from "./database.ts";

/** Several times the connections, so that deliveries queue for one. */
export const IN_FLIGHT = 60;
export const CONNECTIONS = 8;

/** Nothing listens on port 1. */
const UNREACHABLE = "postgres://nobody@127.0.0.1:1/none";

export function connectToNobody(): Pools {
  return openPools((poolMax) => connect(UNREACHABLE, { poolMax, prepare: true }), {
    deliveriesMax: 2,
    now: () => performance.now(),
  });
}

export async function killConnections({ admin, url }: TestDatabase): Promise<void> {
  await admin`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = ${new URL(url).pathname.slice(1)}
  `;
}

/** As a sender does it: a connection may die a moment after it was told to, and with it a retry. */
export async function untilAccepted(send: () => Promise<Response>): Promise<void> {
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const { ok, status } = await send();
    if (ok) return;
    assert.equal(status, 503);
    await pause(100);
  }
  assert.fail("never accepted");
}

/** As a disk does that stalls, or a replica that is away: reads go on, and no timeout ends a commit. */
export async function hangCommits({ sql }: TestDatabase, table: string): Promise<void> {
  await sql.unsafe(`
    create function hang() returns trigger language plpgsql
      as 'begin perform pg_sleep(3600); return null; end';
    create constraint trigger hang_commit after insert or update on ${table}
      deferrable initially deferred for each row execute function hang();
  `);
}
