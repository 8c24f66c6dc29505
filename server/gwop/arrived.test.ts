import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { deliveriesIn, openArrivedLog } from "../arrived/testing.ts";
import { readUnapplied } from "../arrived/unapplied.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestReceiver } from "../testing/receiver.ts";
import { routesOf } from "./gwop.ts";
import { deliver, eventOf, GWOP, newInvoice, register } from "./testing.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(4);
});
after(() => database.drop());

describe("the log of deliveries, of Gwop's", () => {
  test("has what waits for a registration, what was made of it, and what was turned away", async () => {
    const arrived = openArrivedLog(database.url);
    const receiver = await createTestReceiver(database.pools, [routesOf(GWOP)], {
      onlookers: [arrived],
    });
    const invoice = newInvoice();
    const paid = eventOf(invoice);
    await receiver.fetch(deliver(paid));
    await receiver.fetch(register(invoice));
    await receiver.fetch(deliver(paid));
    await receiver.fetch(deliver(eventOf(invoice, "invoice.expired")));
    await receiver.fetch(
      deliver(eventOf(newInvoice(), "invoice.paid", { data: { merchant_id: "x" } })),
    );
    await receiver.fetch(deliver(paid, { "x-gwop-event-id": "evt_other" }));
    await receiver.fetch(deliver(paid, { "x-gwop-signature": "" }));
    const waiting = eventOf(newInvoice());
    await receiver.fetch(deliver(waiting));
    await arrived.end();

    const columns = ["provider", "outcome", "status", "reason", "access"];
    assert.deepEqual(
      (await deliveriesIn(database.sql, columns)).map((row) => Object.values(row).join(" ")),
      [
        "gwop parked 200  ",
        "gwop duplicate 200  ",
        "gwop applied 200  granted",
        "gwop refused 403 merchant_unknown ",
        "gwop refused 400 event_id_mismatch ",
        "gwop parked 200  ",
      ],
    );
    const [refusal] = await database.sql`select route, reason, count::int as count from refusal`;
    assert.deepEqual({ ...refusal }, { route: "gwop", reason: "signature_missing", count: 1 });
    const { count, oldestSeconds } = await readUnapplied(database.sql);
    assert.equal(count, 1);
    assert.ok(oldestSeconds > 0);
  });
});
