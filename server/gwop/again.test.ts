import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createIntake, type Intake } from "../intake.ts";
import type { RecordedEvent } from "../provider.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { takeUpAgain } from "./again.ts";

describe("takeUpAgain() of an event of Gwop's", () => {
  let database: TestDatabase;
  let intake: Intake;
  before(async () => {
    database = await createTestDatabase();
    const now = () => performance.now();
    intake = createIntake(database.pools.deliveries, { batchMax: 64, connections: 10, now });
  });
  after(() => database.drop());

  /** Money that came, and was never folded. */
  async function pay(objectId: string): Promise<RecordedEvent> {
    const eventId = `evt_${randomUUID()}`;
    await database.sql`
      insert into inbox (provider, event_id, type, object_id, occurred_at, body_sha256, fact)
      values ('gwop', ${eventId}, 'invoice.paid', ${objectId}, now(), ${"0".repeat(64)},
        '{"status":"PAID","amount_usdc":"5","event_version":null}')
    `;
    return { eventId, type: "invoice.paid", objectId, otherId: null };
  }

  test("folds all that is known of its invoice, once more or for the first time", async () => {
    const id = `inv_${randomUUID()}`;
    const event = await pay(id);
    assert.deepEqual(await takeUpAgain(intake, event), { ok: true, outcome: "parked" });
    await database.sql`
      insert into gwop_invoice (invoice_id, public_invoice_id, buyer_reference, amount_usdc, items)
      values (${id}, ${id}, 'user_1', 5, '[{"id":"seat","quantity":2}]')
    `;
    assert.deepEqual(await takeUpAgain(intake, event), { ok: true, outcome: "applied" });
    assert.deepEqual(await takeUpAgain(intake, event), { ok: true, outcome: "unchanged" });
    const [held] =
      await database.sql`select access, quantity from entitlement where source = ${id}`;
    assert.deepEqual({ ...held }, { access: "granted", quantity: "2" });
  });

  test("does nothing for one that names no invoice", async () => {
    const event = { eventId: "evt_1", type: "any", objectId: null, otherId: null };
    assert.deepEqual(await takeUpAgain(intake, event), { ok: true, outcome: "unchanged" });
  });
});
