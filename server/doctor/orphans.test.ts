import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { applyEvents, type EventOnRecord, type EventToRecord } from "../apply.ts";
import type { Access, Entitlement } from "../entitlement.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { entitlementOf } from "../testing/entitlement.ts";
import { countRowsRead } from "../testing/rows-read.ts";
import { examineOrphans, findOrphans } from "./orphans.ts";

/** For batches to meet. */
const CONNECTIONS = 8;

const ALL = 1_000_000;

const NONE = {
  changes_without_event: 0,
  changes_without_entitlement: 0,
  entitlements_without_event: 0,
  entitlements_without_grant: 0,
} as const;

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(CONNECTIONS);
});
after(() => database.drop());

function eventOf(eventId: string, entitlement: Entitlement | null): EventToRecord {
  return {
    isRecorded: false,
    provider: "proxy",
    eventId,
    type: "any",
    objectId: entitlement?.source ?? null,
    otherId: null,
    occurredAt: new Date(0),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement,
  };
}

/** Of few sources, versions and ids, so that they meet; an id that comes again may say something else. */
const arbitraryBatch = fc.array(
  fc.record(
    {
      id: fc.nat({ max: 9 }),
      source: fc.nat({ max: 1 }),
      version: fc.nat({ max: 5 }),
      access: fc.constantFrom<Access>("granted", "granted", "ended", "unavailable"),
      kind: fc.constantFrom("state", "state", "subscription", "nothing", "on record"),
    },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 12 },
);

let runs = 0;

/** What no foreign key looks after: it is this statement alone that writes these tables. */
describe("applyEvents()", () => {
  test("leaves no row that refers to one that isn't there, whatever the batches", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryBatch, { minLength: 3, maxLength: 8 }),
        async (batches) => {
          runs += 1;
          const run = runs;
          // As with a provider whose events are evidence: they are recorded first, all of them.
          const known = Array.from({ length: 10 }, (_, id) => eventOf(`known_${run}_${id}`, null));
          await applyEvents(database.sql, known);
          const sent = batches.map((batch) =>
            batch.map(({ id, source, version, access, kind }): EventToRecord | EventOnRecord => {
              const startedBy = kind === "subscription" ? `psess_${run}_${source}` : null;
              const change = { access, startedBy };
              const entitlement = entitlementOf(`source_${run}_${source}`, [version], change);
              return kind === "on record"
                ? {
                    isRecorded: true,
                    provider: "proxy",
                    eventId: `known_${run}_${id}`,
                    entitlement,
                  }
                : eventOf(`evt_${run}_${id}`, kind === "nothing" ? null : entitlement);
            }),
          );
          await Promise.all(sent.map((batch) => applyEvents(database.sql, batch)));
        },
      ),
      { numRuns: 100 },
    );
    const [count] = await database.sql`select from change`;
    assert.ok(count !== undefined);
    assert.deepEqual(await findOrphans(database.sql, ALL), NONE);
  });
});

describe("findOrphans()", () => {
  const ROWS = 20_000;
  const LATEST = 100;

  test("reads no more rows of a large database than a few a change", async () => {
    const own = await createTestDatabase(1);
    try {
      await own.sql`
        insert into inbox (provider, event_id, type, occurred_at, body_sha256)
        select 'proxy', 'evt_' || number, 'any', now(), ${"0".repeat(64)}
        from generate_series(1, ${ROWS}::int) as number
      `;
      await own.sql`
        insert into entitlement (
          provider, source, buyer_reference, access, version, event_id, granted_by, last_write
        )
        select 'proxy', 'psess_' || number, 'a buyer', 'granted', '{1}', 'evt_' || number,
          'evt_' || number, 'initial_grant'
        from generate_series(1, ${ROWS}::int) as number
      `;
      await own.sql`
        insert into change (provider, source, event_id, access, initial_grant)
        select 'proxy', 'psess_' || number, 'evt_' || number, 'granted', true
        from generate_series(1, ${ROWS}::int) as number
      `;
      await own.sql`analyze inbox, entitlement, change`;
      const read = await countRowsRead(own.sql, async () => {
        assert.deepEqual(await findOrphans(own.sql, LATEST), NONE);
      });
      assert.ok(read <= 10 * LATEST, `${read} rows`);
    } finally {
      await own.drop();
    }
  });
});

describe("examineOrphans()", () => {
  /** What somebody else might do to a session that was granted, and then ended; and what is said of it. */
  const CASES = {
    "delete from inbox where event_id = 'evt_1'": "1 changes without event",
    "delete from inbox where event_id = 'evt_2'":
      "1 changes without event, 1 entitlements without event",
    "delete from entitlement": "2 changes without entitlement",
    "delete from change where initial_grant": "1 entitlements without grant",
  } as const;

  for (const [harm, found] of Object.entries(CASES)) {
    test(`finds out: ${harm}`, async () => {
      const own = await createTestDatabase(1);
      try {
        for (const [version, access] of [
          [1, "granted"],
          [2, "ended"],
        ] as const) {
          const entitlement = entitlementOf("psess_1", [version], { access });
          await applyEvents(own.sql, [eventOf(`evt_${version}`, entitlement)]);
        }
        assert.equal((await examineOrphans(own.sql)).verdict, "ok");
        await own.sql.unsafe(harm);
        const check = await examineOrphans(own.sql);
        assert.equal(check.verdict, "warn");
        assert.equal(check.found, found);
      } finally {
        await own.drop();
      }
    });
  }
});
