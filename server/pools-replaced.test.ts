import assert from "node:assert/strict";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import type { Sql } from "postgres";
import { connect } from "./database.ts";
import { AnswerMismatchError } from "./database-error.ts";
import { openPools } from "./pools.ts";
import { rowsOf } from "./rows.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { hangCommits } from "./testing/outage.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

/** Longer than a person waits: only `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

const TEST = { timeout: 30_000, skip: BRIEF } as const;

describe("pools whose new connections fall silent too", () => {
  test(
    "are not replaced again and again: a server whose commits hang keeps them all",
    TEST,
    async () => {
      const hung = await createTestDatabase();
      await hung.sql`create table stalled (n int)`;
      await hangCommits(hung, "stalled");
      const write = (sql: Sql) => rowsOf(sql`insert into stalled values (1) returning n`);
      let time = 0;
      const pools = openPools((poolMax) => connect(hung.url, { poolMax, prepare: true }), {
        deliveriesMax: 2,
        now: () => time,
      });
      for (let round = 0; round < 5; round += 1) {
        await Promise.allSettled([1, 2].map(() => pools.deliveries.run(write)));
        time += 3000;
      }
      const [row] = await hung.admin<{ count: number }[]>`
      select count(*)::int from pg_stat_activity
      where datname = ${new URL(hung.url).pathname.slice(1)} and query ~ 'insert into stalled' and state = 'active'
    `;
      assert.equal(row?.count, 3 * 2, "those of three generations");
      await pools.end(1);
      await hung.drop();
    },
  );

  test("are replaced for any other reason as before, and never before the last ones are gone", async () => {
    let time = 0;
    let opened = 0;
    const pools = openPools(
      (poolMax) => {
        opened += 1;
        return connect(database.url, { poolMax, prepare: true });
      },
      { deliveriesMax: 2, now: () => time },
    );
    const spoil = () =>
      pools.reads.run(() => Promise.reject(new AnswerMismatchError())).catch(() => 0);
    await spoil();
    assert.equal(opened, 4);
    time += 2999;
    await spoil();
    assert.equal(opened, 4);
    for (let generations = 3; generations < 10; generations += 1) {
      time += 3000;
      await spoil();
      assert.equal(opened, 2 * generations);
    }
    await pools.end(1);
  });
});
