import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "./database.ts";
import { DatabaseDeadlineError, isPoison } from "./database-error.ts";
import { openPools, type Pool, type Pools, READING_CONNECTIONS } from "./pools.ts";
import { rowsOf } from "./rows.ts";
import {
  createEmptyTestDatabase,
  createTestDatabase,
  type TestDatabase,
} from "./testing/database.ts";
import { startRelay } from "./testing/relay.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

/** What the receiver promises: a cause that is gone is forgotten in so much time. */
const HEALED_WITHIN_MS = 5000;
const TEST = { timeout: 30_000 } as const;

function openOn(url: string, prepare = true): Pools {
  return openPools((poolMax) => connect(url, { poolMax, prepare }), {
    deliveriesMax: 4,
    now: () => performance.now(),
  });
}

function ask(pool: Pool): Promise<readonly unknown[]> {
  return pool.run((sql) => rowsOf(sql`select 7 as found`));
}

async function assertHeals(work: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + HEALED_WITHIN_MS;
  for (;;) {
    const failure = await work().then(
      () => null,
      (error: unknown) => error,
    );
    if (failure === null) return;
    if (performance.now() > deadline) throw failure;
    await pause(50);
  }
}

describe("pools", () => {
  test("go on with new connections where the old ones fall silent", TEST, async () => {
    const relay = await startRelay(database.url);
    const pools = openOn(relay.url);
    await Promise.all([ask(pools.deliveries), ask(pools.reads)]);
    relay.fallSilent();
    await assert.rejects(ask(pools.deliveries), DatabaseDeadlineError);
    assert.ok((pools.deliveries.silentMs() ?? 0) > 0);
    for (const pool of [pools.deliveries, pools.reads]) await assertHeals(() => ask(pool));
    assert.equal(pools.deliveries.silentMs(), null);
    await pools.end(1);
    await relay.close();
  });

  test("go on with new connections where the old ones became read-only", TEST, async () => {
    const name = new URL(database.url).pathname.slice(1);
    const { admin } = database;
    const pools = openOn(database.url);
    const write = () =>
      pools.deliveries.run((sql) =>
        rowsOf(sql`update readiness set proved_at = now() returning only_row`),
      );
    await admin`alter database ${admin(name)} set default_transaction_read_only = on`;
    await Promise.all([ask(pools.deliveries), ask(pools.reads)]); // connected now, and read-only
    await admin`alter database ${admin(name)} reset default_transaction_read_only`;

    await assert.rejects(write(), { code: "25006" });
    await assertHeals(write);
    const [row] = await pools.reads.run((sql) =>
      rowsOf(sql<{ is_on: string }[]>`select current_setting('transaction_read_only') as is_on`),
    );
    assert.equal(row?.is_on, "off", "the reads' connections are new as well");
    await pools.end(1);
  });

  for (const prepare of [true, false]) {
    test(`answer on while a view changes its types, with prepare: ${prepare}`, TEST, async () => {
      const { sql } = database;
      await sql`create or replace view number as select 7::int as found`;
      const pools = openOn(database.url, prepare);
      const read = () =>
        pools.reads.run((reads) =>
          // With an array, since the driver serializes once more what it serialized before.
          rowsOf(reads`select found from number where found = any(${["7"]}::text[]::int[])`),
        );
      let isChanging = true;
      const readers = Array.from({ length: 8 }, async () => {
        while (isChanging) await read();
      });
      for (let change = 0; change < 12; change += 1) {
        await sql.unsafe(
          `drop view number; create view number as select 7::${change % 2 ? "int" : "numeric"} as found`,
        );
        await pause(20);
      }
      isChanging = false;
      await Promise.all(readers);
      await pools.end(1);
    });
  }

  test("hold no more connections than they may, however many ask", TEST, async () => {
    const empty = await createEmptyTestDatabase();
    const asking = Array.from({ length: 200 }, (_, n) =>
      ask(n % 2 === 0 ? empty.pools.deliveries : empty.pools.reads),
    );
    await Promise.all(asking);
    const [row] = await empty.admin<{ count: number }[]>`
      select count(*)::int from pg_stat_activity
      where datname = ${new URL(empty.url).pathname.slice(1)}
    `;
    assert.ok((row?.count ?? 0) <= 10 + READING_CONNECTIONS, String(row?.count));
    await empty.drop();
  });

  test("answer a question of one of them while the other is all taken", TEST, async () => {
    const pools = openOn(database.url);
    const sleeping = Array.from({ length: 8 }, () =>
      pools.deliveries.run((sql) => rowsOf(sql`select pg_sleep(1)`)),
    );
    let isSleeping = true;
    const slept = Promise.all(sleeping).then(() => {
      isSleeping = false;
    });
    await ask(pools.reads);
    assert.ok(isSleeping);
    await slept;
    await pools.end(1);
  });
});

describe("isPoison()", () => {
  test("is what a new connection may mend, and no fault of the data", async () => {
    const { sql } = database;
    const failing = await Promise.allSettled([
      sql`select 1 / 0`,
      sql`insert into inbox default values`,
      sql`select from nothing_of_this_name`,
    ]);
    for (const result of failing) {
      assert.ok(result.status === "rejected" && !isPoison(result.reason));
    }
    const readOnly = sql.unsafe("set transaction read only; create table t ()");
    await assert.rejects(readOnly, (error) => isPoison(error));
    assert.ok(!isPoison(new RangeError("a bug")));
  });
});
