import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { applyEvents } from "../apply.ts";
import type { Entitlement } from "../entitlement.ts";
import { migrate, readMigrations } from "../migrate.ts";
import { readEntitlements } from "../probe.ts";
import { createEmptyTestDatabase, type TestDatabase } from "../testing/database.ts";
import { entitlementOf } from "../testing/entitlement.ts";
import { keyOf, versionOf } from "./order.ts";

describe("a database of before 0002-gwop.sql, once it is migrated,", () => {
  const SESSION = {
    updatedAt: "2026-01-01T12:00:00.123Z",
    status: "provisionable",
    cancelAtPeriodEnd: false,
    currentPeriodEnd: null,
  };
  const SUBSCRIPTION = {
    updatedAt: "1969-12-31T23:59:59.999Z",
    status: "active",
    cancelAtPeriodEnd: true,
    currentPeriodEnd: "2026-02-01T12:00:00.001Z",
  };
  const MILLISECOND_NS = 1_000_000n;

  let old: TestDatabase;
  before(async () => {
    const migrations = await readMigrations();
    old = await createEmptyTestDatabase();
    await migrate(old.url, migrations.slice(0, 1));
    for (const [source, state] of [
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
          ${`evt_of_${source}`}, ${state.updatedAt}::text::timestamptz,
          ${versionOf(state).statusRank}, ${state.cancelAtPeriodEnd},
          ${state.currentPeriodEnd ?? "-infinity"}::text::timestamptz
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

  test("keeps each version exactly: the same state is no news, an older one is stale", async () => {
    for (const [source, state] of [
      ["psess_1", SESSION],
      ["psub_1", SUBSCRIPTION],
    ] as const) {
      const version = versionOf(state);
      const at = (laterNs: bigint) =>
        keyOf({ ...version, updatedAtNs: version.updatedAtNs + laterNs });
      assert.equal(await write(source, at(0n)), "unchanged");
      for (const earlier of [-MILLISECOND_NS, -1n]) {
        assert.equal(await write(source, at(earlier)), "stale");
        if (version.currentPeriodEndNs !== null) {
          const currentPeriodEndNs = version.currentPeriodEndNs + earlier;
          assert.equal(await write(source, keyOf({ ...version, currentPeriodEndNs })), "stale");
        }
      }
      for (const later of [1n, MILLISECOND_NS]) {
        assert.equal(await write(source, at(later)), "applied");
      }
    }
    const [row] = await readEntitlements(old.sql, "buyer of psess_1");
    assert.equal(row?.grants, 1);
  });

  test("compares its versions with those of a server that still cuts stamps to milliseconds", async () => {
    const updatedAt = (ms: number) => new Date(Date.parse(SESSION.updatedAt) + ms).toISOString();
    const here = (ms: number) => keyOf(versionOf({ ...SESSION, updatedAt: updatedAt(ms) }));
    const there = (ms: number) => [Date.parse(updatedAt(ms)), 4, 0, Number.NEGATIVE_INFINITY];

    assert.equal(await write("psess_2", there(1)), "applied");
    assert.equal(await write("psess_2", here(1)), "unchanged");
    assert.equal(await write("psess_2", here(0)), "stale");
    assert.equal(await write("psess_2", here(2)), "applied");
    assert.equal(await write("psess_2", there(2)), "unchanged");
    assert.equal(await write("psess_2", there(1)), "stale");
    assert.equal(await write("psess_2", there(3)), "applied");
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
