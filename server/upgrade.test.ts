import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { applyEvents, type EventToRecord } from "./apply.ts";
import { findOrphans } from "./doctor/orphans.ts";
import type { Entitlement } from "./entitlement.ts";
import { type Migration, migrate, readMigrations } from "./migrate.ts";
import { readEntitlements } from "./probe.ts";
import { createEmptyTestDatabase, type TestDatabase } from "./testing/database.ts";
import { entitlementOf } from "./testing/entitlement.ts";

const BUYER = "buyer of psess_1";

/** A purchase with its subscription, one that failed after it was granted, one that is only paid. */
const BEFORE = [
  entitlementOf("psess_1", [1]),
  entitlementOf("psub_1", [1], { startedBy: "psess_1", buyerReference: BUYER, quantity: null }),
  entitlementOf("psess_2", [1], { buyerReference: BUYER }),
  entitlementOf("psess_2", [2], { buyerReference: BUYER, access: "unavailable" }),
  entitlementOf("psess_3", [1], { buyerReference: BUYER, access: "unavailable", quantity: null }),
] as const;

function eventOf(entitlement: Entitlement): EventToRecord {
  return {
    isRecorded: false,
    provider: "proxy",
    eventId: `evt_${entitlement.source}_${entitlement.version}`,
    type: "any",
    objectId: entitlement.source,
    otherId: null,
    occurredAt: new Date(0),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement,
  };
}

/** In order: each test starts where the one before it left the database. */
describe("a database of before 0004-growth.sql", () => {
  let migrations: readonly Migration[];
  let old: TestDatabase;
  before(async () => {
    migrations = await readMigrations();
    old = await createEmptyTestDatabase(2);
    await migrate(old.url, migrations.slice(0, 3));
    for (const entitlement of BEFORE) await applyEvents(old.sql, [eventOf(entitlement)]);
  });
  after(() => old.drop());

  test("is migrated among deliveries, none of which fails", async () => {
    const busy = await createEmptyTestDatabase(8);
    try {
      await migrate(busy.url, migrations.slice(0, 3));
      let isMigrated = false;
      const delivering = Array.from({ length: 8 }, async (_, lane) => {
        for (let number = 0; !isMigrated || number < 5; number += 1) {
          const entitlement = entitlementOf(`psess_${lane}_${number}`, [1]);
          assert.deepEqual(await applyEvents(busy.sql, [eventOf(entitlement)]), ["applied"]);
          await readEntitlements(busy.sql, entitlement.buyerReference);
        }
      });
      const migrating = migrate(busy.url, migrations).finally(() => {
        isMigrated = true;
      });
      await Promise.all([migrating, ...delivering]);
    } finally {
      await busy.drop();
    }
  });

  test("says of a buyer what it said before, to those too who asked before", async () => {
    const expected = await readEntitlements(old.sql, BUYER);
    assert.deepEqual(
      expected.map(({ source, access, quantity, grants }) => [source, access, quantity, grants]),
      [
        ["psess_2", "ended", 3, 1],
        ["psess_3", "unavailable", null, 0],
        ["psub_1", "granted", 3, null],
      ],
    );
    // Built by hand, as for a large database.
    await old.sql`
      create index concurrently entitlement_started_by on entitlement (provider, started_by)
      where started_by is not null
    `;
    const built = await indexId();
    await migrate(old.url, migrations);
    assert.equal(await indexId(), built);
    assert.deepEqual(await readEntitlements(old.sql, BUYER), expected);
  });

  test("grants nothing again, and lets newer states win", async () => {
    const repeated = await applyEvents(old.sql, BEFORE.map(eventOf));
    assert.deepEqual(new Set(repeated), new Set(["duplicate"]));
    const renewed = eventOf(entitlementOf("psess_1", [2]));
    assert.deepEqual(await applyEvents(old.sql, [renewed]), ["applied"]);
    const grants = await old.sql`select from change where initial_grant and source = 'psess_1'`;
    assert.equal(grants.length, 1);
  });

  test("has no constraint but those on a row by itself, and no orphan", async () => {
    const foreign = await old.sql`select conname from pg_constraint where contype = 'f'`;
    assert.equal(foreign.length, 0);
    for (const count of Object.values(await findOrphans(old.sql))) assert.equal(count, 0);
  });

  async function indexId(): Promise<unknown> {
    const [row] = await old.sql`select 'entitlement_started_by'::regclass::oid as id`;
    return row?.["id"];
  }
});
