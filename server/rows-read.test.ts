/**
 * On a new database no table has statistics, and each statement is planned as for an empty one. Where
 * two indexes look equally good then, the wrong one may read every row, more with each.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { applyEvents, type EventToRecord } from "./apply.ts";
import { readEntitlements } from "./probe.ts";
import type { TestDatabase } from "./testing/database.ts";
import { entitlementOf } from "./testing/entitlement.ts";
import {
  countRowsRead,
  createDatabaseWithoutStatistics,
  indexesUsed,
} from "./testing/rows-read.ts";

/** Enough for a plan that reads all rows to be far from one that doesn't. */
const PURCHASES = 500;

const BATCH = 20;

let database: TestDatabase;
before(async () => {
  database = await createDatabaseWithoutStatistics();
});
after(() => database.drop());

/** A session that is granted, and the subscription that was bought through it. */
function purchase(number: number, version: number): readonly EventToRecord[] {
  const session = `psess_${number}`;
  const change = { startedBy: session, buyerReference: `buyer of ${session}` };
  return [
    entitlementOf(session, [version]),
    entitlementOf(`psub_${number}`, [version], change),
  ].map((entitlement) => ({
    isRecorded: false,
    provider: "proxy",
    eventId: `evt_${entitlement.source}_${version}`,
    type: "any",
    objectId: entitlement.source,
    otherId: null,
    occurredAt: new Date(),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement,
  }));
}

async function apply(version: number): Promise<void> {
  for (let first = 0; first < PURCHASES; first += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, index) => first + index);
    await applyEvents(
      database.sql,
      numbers.flatMap((number) => purchase(number, version)),
    );
  }
}

/** In order: each test starts where the one before it left the database. */
describe("a database without statistics", () => {
  test("is asked before anything is there, so that each plan is one for empty tables", async () => {
    for (let number = 0; number < 2 * BATCH; number += 1) {
      assert.deepEqual(await readEntitlements(database.sql, `buyer of psess_${number}`), []);
    }
  });

  for (const [what, version] of [
    ["a first state", 1],
    ["a second state", 2],
    ["a state that is known", 2],
  ] as const) {
    test(`reads no more rows for ${what} than there are events`, async () => {
      const read = await countRowsRead(database.sql, () => apply(version));
      assert.ok(read <= 2 * PURCHASES, `${read} rows for ${2 * PURCHASES} events`);
    });
  }

  test("reads no more rows for a buyer than a few an entitlement", async () => {
    const read = await countRowsRead(database.sql, async () => {
      for (let number = 0; number < PURCHASES; number += 1) {
        const rows = await readEntitlements(database.sql, `buyer of psess_${number}`);
        assert.equal(rows.length, 1);
      }
    });
    assert.ok(read <= 8 * PURCHASES, `${read} rows for ${PURCHASES} buyers`);
  });

  test("answers for a buyer by each index that is there for it", async () => {
    const used = await indexesUsed(database.sql);
    for (const index of ["entitlement_by_buyer", "entitlement_started_by"]) {
      assert.ok(used.includes(index), index);
    }
  });
});
