import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { applyEvents, type EventOnRecord, type EventToRecord } from "./apply.ts";
import type { Entitlement } from "./entitlement.ts";
import { readEntitlements } from "./probe.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { entitlementOf } from "./testing/entitlement.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

/** What `size` facts about an invoice mean. */
function foldOf(source: string, size: number, change: Partial<Entitlement> = {}): Entitlement {
  return entitlementOf(source, [size], change);
}

function toRecord(eventId: string, entitlement: Entitlement | null = null): EventToRecord {
  return {
    isRecorded: false,
    provider: "gwop",
    eventId,
    type: "invoice.paid",
    objectId: "an invoice",
    otherId: "inv_oice",
    occurredAt: new Date(),
    bodySha256: "0".repeat(64),
    fact: '{"amount_usdc":"9007199254740993"}',
    entitlement,
  };
}

function onRecord(eventId: string, entitlement: Entitlement): EventOnRecord {
  return { isRecorded: true, provider: "gwop", eventId, entitlement };
}

const apply = (...events: readonly (EventToRecord | EventOnRecord)[]) =>
  applyEvents(database.sql, events);

/** @returns The log of a source, and the row of its buyer in the probe. */
async function read(source: string) {
  const log = await database.sql<{ event_id: string; initial_grant: boolean }[]>`
    select event_id, initial_grant from change where source = ${source} order by id
  `;
  const [row] = await readEntitlements(database.sql, `buyer of ${source}`);
  return { log: log.map((line) => ({ ...line })), row };
}

describe("applyEvents() of what is on record", () => {
  test("keeps what the event says as an object, not as text of one", async () => {
    const eventId = randomUUID();
    await apply(toRecord(eventId));
    const [row] = await database.sql`
      select fact->>'amount_usdc' as amount, other_id from inbox where event_id = ${eventId}
    `;
    assert.deepEqual({ ...row }, { amount: "9007199254740993", other_id: "inv_oice" });
  });

  test("writes the larger fold, is never a duplicate, and lets a smaller one be stale", async () => {
    const [source, eventId] = [randomUUID(), randomUUID()];
    assert.deepEqual(await apply(toRecord(eventId)), ["unchanged"]);
    assert.deepEqual(await apply(onRecord(eventId, foldOf(source, 2))), ["applied"]);
    assert.deepEqual(await apply(onRecord(eventId, foldOf(source, 2))), ["unchanged"]);
    const smaller = foldOf(source, 1, { access: "unavailable", quantity: null });
    assert.deepEqual(await apply(onRecord(eventId, smaller)), ["stale"]);
    // As numbers: as text "10" would come before "2".
    assert.deepEqual(await apply(onRecord(eventId, foldOf(source, 10))), ["applied"]);
    assert.equal((await read(source)).row?.access, "granted");
  });

  test("grants once, though the event that granted decides again", async () => {
    const [source, eventId] = [randomUUID(), randomUUID()];
    await apply(toRecord(eventId));
    await apply(onRecord(eventId, foldOf(source, 1)));
    const flagged = foldOf(source, 2, { flags: ["paid_after_final"] });
    assert.deepEqual(await apply(onRecord(eventId, flagged)), ["applied"]);
    const { log, row } = await read(source);
    assert.deepEqual(log, [
      { event_id: eventId, initial_grant: true },
      { event_id: eventId, initial_grant: false },
    ]);
    assert.equal(row?.grants, 1);
    assert.deepEqual(row?.flags, ["paid_after_final"]);
  });

  test("takes an event in one batch to record and on record, in either order, new or not", async () => {
    for (const isNew of [true, false]) {
      for (const turned of [false, true]) {
        const [source, eventId] = [randomUUID(), randomUUID()];
        if (!isNew) await apply(toRecord(eventId));
        const batch = [
          toRecord(eventId, foldOf(source, 1)),
          onRecord(eventId, foldOf(source, 2)),
          toRecord(eventId, foldOf(source, 3)),
        ];
        const expected = [isNew ? "stale" : "duplicate", "applied", "duplicate"];
        const outcomes = await apply(...(turned ? batch.slice(0, 2).toReversed() : batch));
        const wanted = turned ? expected.slice(0, 2).toReversed() : expected;
        assert.deepEqual(outcomes, wanted);
        assert.equal((await read(source)).log.length, 1);
      }
    }
  });

  test("applies one of two equals in a batch", async () => {
    const [source, eventId] = [randomUUID(), randomUUID()];
    const twice = [toRecord(eventId, foldOf(source, 1)), onRecord(eventId, foldOf(source, 1))];
    assert.deepEqual(await apply(...twice), ["applied", "unchanged"]);
    assert.equal((await read(source)).log.length, 1);
  });

  test("refuses an event that is not on record, and writes nothing", async () => {
    const source = randomUUID();
    await assert.rejects(apply(onRecord(randomUUID(), foldOf(source, 1))), { code: "23502" });
    assert.deepEqual(await read(source), { log: [], row: undefined });
  });

  test("refuses a fact that names no object: nobody would ever find it", async () => {
    await assert.rejects(apply({ ...toRecord(randomUUID()), objectId: null }), { code: "23514" });
  });
});
