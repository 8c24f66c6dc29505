import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { applyEvents } from "./apply.ts";
import type { Entitlement } from "./entitlement.ts";
import {
  type Migration,
  MigrationError,
  migrate,
  pendingMigrations,
  readMigrations,
} from "./migrate.ts";
import { readEntitlements } from "./probe.ts";
import { keyOf, type Version } from "./proxy/order.ts";
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

describe("0002-gwop.sql", () => {
  const SESSION: Version = {
    updatedAt: new Date("2026-01-01T12:00:00.123Z"),
    statusRank: 4,
    cancelAtPeriodEnd: false,
    currentPeriodEnd: null,
  };
  const SUBSCRIPTION: Version = {
    updatedAt: new Date("1969-12-31T23:59:59.999Z"),
    statusRank: 1,
    cancelAtPeriodEnd: true,
    currentPeriodEnd: new Date("2026-02-01T12:00:00.001Z"),
  };

  let old: TestDatabase;
  before(async () => {
    old = await createEmptyTestDatabase();
    await migrate(old.url, migrations.slice(0, 1));
    for (const [source, version] of [
      ["psess_1", SESSION],
      ["psub_1", SUBSCRIPTION],
    ] as const) {
      await old.sql`
        insert into inbox (provider, event_id, type, occurred_at, body_sha256)
        values ('proxy', ${`evt_of_${source}`}, 'any', now(), ${"0".repeat(64)})
      `;
      await old.sql`
        insert into entitlement (
          provider, source, buyer_reference, access, quantity, event_id, granted_by,
          version_at, version_rank, version_cancelling, version_period_end
        ) values (
          'proxy', ${source}, ${`buyer of ${source}`}, 'granted', 3, ${`evt_of_${source}`},
          ${`evt_of_${source}`}, ${version.updatedAt}, ${version.statusRank}, ${version.cancelAtPeriodEnd},
          ${version.currentPeriodEnd?.toISOString() ?? "-infinity"}::text::timestamptz
        )
      `;
      await old.sql`
        insert into change (provider, source, event_id, access, quantity, initial_grant)
        values ('proxy', ${source}, ${`evt_of_${source}`}, 'granted', 3, true)
      `;
    }
    assert.deepEqual(await migrate(old.url, migrations), ["0002-gwop.sql"]);
  });
  after(() => old.drop());

  test("keeps what a buyer may use, grants included", async () => {
    assert.deepEqual(await readEntitlements(old.sql, "buyer of psess_1"), [
      {
        provider: "proxy",
        source: "psess_1",
        access: "granted",
        renews: null,
        access_until: null,
        quantity: 3,
        grants: 1,
      },
    ]);
  });

  test("keeps each version exactly: the same state is no news, one a millisecond older is stale", async () => {
    for (const [source, version] of [
      ["psess_1", SESSION],
      ["psub_1", SUBSCRIPTION],
    ] as const) {
      const at = (later: number) =>
        keyOf({ ...version, updatedAt: new Date(version.updatedAt.getTime() + later) });
      assert.equal(await write(source, at(0)), "unchanged");
      assert.equal(await write(source, at(-1)), "stale");
      if (version.currentPeriodEnd !== null) {
        const shorter = new Date(version.currentPeriodEnd.getTime() - 1);
        assert.equal(
          await write(source, keyOf({ ...version, currentPeriodEnd: shorter })),
          "stale",
        );
      }
      assert.equal(await write(source, at(1)), "applied");
    }
    const [row] = await readEntitlements(old.sql, "buyer of psess_1");
    assert.equal(row?.grants, 1);
  });

  test("lets no version in that can't be compared", async () => {
    for (const version of ["{1,null}", "{NaN}"]) {
      const update = old.sql`update entitlement set version = ${version}::text::numeric[]`;
      await assert.rejects(update, { code: "23514" });
    }
  });

  let events = 0;

  /** @returns The outcome of an event about a state of this version. */
  async function write(source: string, version: Entitlement["version"]): Promise<unknown> {
    events += 1;
    const entitlement: Entitlement = {
      source,
      buyerReference: `buyer of ${source}`,
      access: "granted",
      renews: null,
      accessUntil: null,
      quantity: 3,
      startedBy: null,
      flags: [],
      version,
    };
    const event = {
      isRecorded: false,
      provider: "proxy",
      eventId: `evt_${events}`,
      type: "any",
      objectId: source,
      otherId: null,
      occurredAt: new Date(),
      bodySha256: "0".repeat(64),
      fact: null,
      entitlement,
    } as const;
    return (await applyEvents(old.sql, [event]))[0];
  }
});
