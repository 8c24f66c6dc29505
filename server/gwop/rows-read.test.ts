import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { applyEvents, type EventToRecord } from "../apply.ts";
import type { Desk } from "../intake.ts";
import type { TestDatabase } from "../testing/database.ts";
import {
  countRowsRead,
  createDatabaseWithoutStatistics,
  indexesUsed,
} from "../testing/rows-read.ts";
import { type Refolded, refold } from "./refold.ts";

/** Enough for a plan that reads all rows to be far from one that doesn't. */
const INVOICES = 300;

let database: TestDatabase;
before(async () => {
  database = await createDatabaseWithoutStatistics();
});
after(() => database.drop());

const desk: Desk = {
  apply: async (event) => {
    const [outcome] = await applyEvents(database.sql, [event]);
    assert.ok(outcome !== undefined);
    return outcome;
  },
  ask: (work) => work(database.sql),
};

async function record(eventId: string, objectId: string): Promise<Refolded> {
  const event: EventToRecord = {
    isRecorded: false,
    provider: "gwop",
    eventId,
    type: "invoice.paid",
    objectId,
    otherId: null,
    occurredAt: new Date(),
    bodySha256: "0".repeat(64),
    fact: JSON.stringify({ status: "PAID", amount_usdc: "1", event_version: null }),
    entitlement: null,
  };
  await desk.apply(event);
  return refold(desk, { id: objectId, otherId: null });
}

/** In order: the statements are planned when the tables are empty. */
describe("a database without statistics, of Gwop's events,", () => {
  test("reads no fact and no invoice for one that waits", async () => {
    const read = await countRowsRead(database.sql, async () => {
      for (let number = 0; number < INVOICES; number += 1) {
        assert.equal(await record(`evt_waits_${number}`, `waits_${number}`), "parked");
      }
    });
    assert.ok(read <= INVOICES, `${read} rows for ${INVOICES} events`);
  });

  test("reads no more rows than a few an event", async () => {
    const read = await countRowsRead(database.sql, async () => {
      for (let number = 0; number < INVOICES; number += 1) {
        await database.sql`
          insert into gwop_invoice (invoice_id, public_invoice_id, buyer_reference, amount_usdc, items)
          values (${`invoice_${number}`}, ${`inv_${number}`}, 'a buyer', 1, '[]')
        `;
        assert.equal(await record(`evt_${number}`, `invoice_${number}`), "applied");
        assert.equal(await record(`evt_public_${number}`, `inv_${number}`), "applied");
      }
    });
    assert.ok(read <= 12 * INVOICES, `${read} rows for ${2 * INVOICES} events`);
  });

  test("finds facts by the index that is there for it", async () => {
    assert.ok((await indexesUsed(database.sql)).includes("inbox_by_object"));
  });
});
