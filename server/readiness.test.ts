import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "./database.ts";
import { readMigrations } from "./migrate.ts";
import { createReadiness } from "./readiness.ts";
import {
  createEmptyTestDatabase,
  createTestDatabase,
  type TestDatabase,
} from "./testing/database.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

async function askEver(pools = database.pools) {
  let time = 0;
  const isReady = createReadiness(pools.reads, await readMigrations(), () => time);
  return () => {
    time += 1000;
    return isReady();
  };
}

describe("readiness", () => {
  test("is there on a database with our tables, and proves that it can be written to", async () => {
    const isReady = await askEver();
    assert.equal(await isReady(), "ready");
    const [first] = await database.sql`select proved_at from readiness`;
    assert.equal(await isReady(), "ready");
    const proofs = await database.sql`select proved_at from readiness`;
    assert.equal(proofs.length, 1);
    assert.notDeepEqual(proofs[0], first);
  });

  test("isn't there on a database that can only be read, and is again when that ends", async () => {
    const name = new URL(database.url).pathname.slice(1);
    const { admin } = database;
    const isReady = await askEver();
    await admin`alter database ${admin(name)} set default_transaction_read_only = on`;
    await admin`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${name} and pid <> pg_backend_pid()
    `;
    await isReady().catch(() => undefined); // what notices that the connection is gone
    await assert.rejects(isReady(), { code: "25006" });
    await admin`alter database ${admin(name)} reset default_transaction_read_only`;

    let answer = "";
    for (let attempt = 0; attempt < 100 && answer !== "ready"; attempt += 1) {
      answer = await isReady().catch(() => "");
      if (answer === "") await pause(50);
    }
    assert.equal(answer, "ready");
  });

  test("stays while somebody holds the inbox locked", async () => {
    const isReady = await askEver();
    const locking = connect(database.url, { poolMax: 1, prepare: false, canBegin: true });
    await locking.begin(async (tx) => {
      await tx`lock table inbox`;
      assert.equal(await isReady(), "ready");
    });
    await locking.end();
  });

  test("isn't there before the migrations, nor where one was edited", async () => {
    const empty = await createEmptyTestDatabase();
    assert.equal(await (await askEver(empty.pools))(), "migrations_pending");
    await empty.drop();

    const edited = await createTestDatabase();
    await edited.sql`update migration set checksum = 'of another text'`;
    assert.equal(await (await askEver(edited.pools))(), "migration_edited");
    await edited.sql`delete from migration`;
    assert.equal(await (await askEver(edited.pools))(), "migrations_pending");
    await edited.drop();
  });

  test("is asked of the database once a second at most, whoever polls", async () => {
    const isReady = createReadiness(database.pools.reads, await readMigrations(), () => 0);
    const [first, ...others] = Array.from({ length: 100 }, () => isReady());
    assert.ok(others.every((answer) => answer === first));
    await first;
  });
});
