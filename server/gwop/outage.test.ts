import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import {
  CONNECTIONS,
  connectToNobody,
  IN_FLIGHT,
  killConnections,
  untilAccepted,
} from "../testing/outage.ts";
import {
  buyerOf,
  createGwopReceiver,
  deliver,
  eventOf,
  newInvoice,
  register,
  rowOf,
} from "./testing.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(CONNECTIONS);
});
after(() => database.drop());

describe("an outage, for Gwop", () => {
  test("leaves no event lost, nor granted twice, when every connection dies", async () => {
    const receiver = await createGwopReceiver(database.pools);
    for (let round = 0; round < 5; round += 1) {
      const invoices = Array.from({ length: IN_FLIGHT / 3 }, newInvoice);
      // Made once: a retry is the same event again.
      const told = invoices.flatMap((invoice) => {
        const [expired, paid] = [eventOf(invoice, "invoice.expired"), eventOf(invoice)];
        return [() => deliver(expired), () => register(invoice), () => deliver(paid)];
      });
      const answers = told.map((request) => receiver.fetch(request()));
      await killConnections(database);
      const statuses = (await Promise.all(answers)).map(({ status }) => status);
      for (const status of statuses) assert.ok([200, 201, 503].includes(status));

      const refused = told.filter((_, index) => statuses[index] === 503);
      for (const request of refused) await untilAccepted(() => receiver.fetch(request()));
      for (const invoice of invoices) {
        const row = rowOf(invoice, "granted", ["paid_after_final"]);
        assert.deepEqual(await receiver.entitlementsOf(buyerOf(invoice)), [row]);
      }
    }
  });

  test("is answered 503 with Retry-After, an event and a registration alike", async () => {
    const pools = connectToNobody();
    const receiver = await createGwopReceiver(pools);
    for (const request of [deliver(eventOf(newInvoice())), register(newInvoice())]) {
      const response = await receiver.fetch(request);
      assert.equal(response.status, 503);
      assert.ok(response.headers.get("retry-after"));
    }
    await pools.end(1);
  });
});
