import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { applyEvents } from "../apply.ts";
import type { Entitlement } from "../entitlement.ts";
import { migrate, readMigrations } from "../migrate.ts";
import { readEntitlements } from "../probe.ts";
import { createEmptyTestDatabase, type TestDatabase } from "../testing/database.ts";
import { entitlementOf } from "../testing/entitlement.ts";
import { keyOf, type Version } from "./order.ts";

describe("a database of before 0002-gwop.sql, once it is migrated,", () => {
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
    const migrations = await readMigrations();
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
    assert.deepEqual(
      await migrate(old.url, migrations),
      migrations.slice(1).map(({ name }) => name),
    );
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
      entitlement: entitlementOf(source, version),
    } as const;
    return (await applyEvents(old.sql, [event]))[0];
  }
});
