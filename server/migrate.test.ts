import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect } from "./database.ts";
import {
  type Migration,
  MigrationError,
  migrate,
  pendingMigrations,
  readMigrations,
} from "./migrate.ts";
import { createEmptyTestDatabase, type TestDatabase } from "./testing/database.ts";

let database: TestDatabase;
let migrations: readonly Migration[];
before(async () => {
  database = await createEmptyTestDatabase();
  migrations = await readMigrations();
});
after(() => database.drop());

/** A file that comes after all of ours. */
function next(sql: string, checksum = sql): Migration {
  return { name: "9999-test.sql", sql, checksum };
}

/** Well below what another instance's migrations are waited for. */
const SOON = { timeout: 60_000 } as const;

/** In order: each test starts where the one before it left the database. */
describe("migrate()", () => {
  test("applies each file once, however many instances start at once", async () => {
    const instances = Array.from({ length: 5 }, () => migrate(database.url, migrations));
    const applied = (await Promise.all(instances)).flat();
    assert.deepEqual(
      applied,
      migrations.map(({ name }) => name),
    );
    assert.deepEqual(await pendingMigrations(database.sql, migrations), []);
  });

  test("applies nothing of a migration that fails half-way", async () => {
    const broken = next("create table half (a int); create table half (a int)");
    await assert.rejects(migrate(database.url, [...migrations, broken]), { code: "42P07" });
    assert.deepEqual(await pendingMigrations(database.sql, [...migrations, broken]), [broken]);
    const tables = await database.sql`select from pg_class where relname = 'half'`;
    assert.equal(tables.length, 0);
  });

  test(
    "gives way where a table is read for long: deliveries would wait behind it",
    SOON,
    async () => {
      const reader = connect(database.url, { poolMax: 1, prepare: true, canBegin: true });
      const change = next("alter table inbox add column a int");
      await reader.begin(async (dump) => {
        await dump`select from inbox`;
        await assert.rejects(migrate(database.url, [...migrations, change]), { code: "55P03" });
      });
      await reader.end();
      assert.deepEqual(await pendingMigrations(database.sql, [...migrations, change]), [change]);
    },
  );

  test("applies what is new", async () => {
    const added = next("create table added (a int)");
    assert.deepEqual(await migrate(database.url, [...migrations, added]), [added.name]);
  });

  test("leaves alone what a newer server has applied", async () => {
    assert.deepEqual(await migrate(database.url, migrations), []);
  });

  test("refuses a file that was edited after it was applied", async () => {
    const edited = next("create table added (a int)", "another checksum");
    await assert.rejects(migrate(database.url, [...migrations, edited]), MigrationError);
  });
});
