import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { deliver, eventOf, sessionOf } from "../proxy/testing.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestReceiver } from "../testing/receiver.ts";
import type { Capture } from "./config.ts";
import { openArrivedLog } from "./testing.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(4);
});
after(() => database.drop());

/** @returns What was captured of an event about a payer, and of one that nobody vouches for. */
async function capture(what: Capture, captureBytes = 4096) {
  await database.sql`truncate delivery, captured`;
  const arrived = openArrivedLog(database.url, { capture: what, captureBytes });
  const receiver = await createTestReceiver(database.pools, [], { onlookers: [arrived] });
  const payer = { email: "ann@example.com", phone: "+44 20 7946 0000" };
  const object = { ...sessionOf("psess_1"), payer_contact: payer };
  receiver.objects.set(object.id, object);
  await receiver.fetch(deliver(eventOf(object, { id: "evt_1" })));
  await receiver.fetch(deliver(eventOf(object), { secret: "a-forger's-secret-for-tests-only" }));
  await arrived.end();
  const rows = await database.sql<
    { headers: readonly (readonly unknown[])[]; body: string | null; is_cut: boolean }[]
  >`select headers, body, is_cut from captured join delivery on delivery_id = delivery.id`;
  return rows.map((row) => ({ ...row }));
}

describe("CAPTURE", () => {
  test("off keeps neither headers nor bodies", async () => {
    assert.deepEqual(await capture("off"), []);
  });

  test("headers keeps no body, and of a signature its name alone", async () => {
    const [row, ...others] = await capture("headers");
    assert.deepEqual(others, []);
    assert.equal(row?.body, null);
    assert.deepEqual(row?.headers, [
      ["content-type", "application/json"],
      ["proxy-signature", null],
    ]);
  });

  test("bodies keeps what a verified sender said, without who the payer is", async () => {
    const [row] = await capture("bodies");
    const body = JSON.parse(row?.body ?? "");
    assert.equal(body.id, "evt_1");
    assert.equal(body.data.object.id, "psess_1");
    assert.equal(body.data.object.payer_contact, "[redacted]");
    assert.doesNotMatch(JSON.stringify(row), /ann@example|7946/);
    assert.equal(row?.is_cut, false);
  });

  test("cuts what is longer than is kept", async () => {
    const [row] = await capture("bodies", 256);
    assert.deepEqual([row?.body?.length, row?.is_cut], [256, true]);
  });

  test("keeps any text that a sender may sign", async () => {
    await database.sql`truncate delivery, captured`;
    const arrived = openArrivedLog(database.url, { capture: "bodies" });
    const receiver = await createTestReceiver(database.pools, [], { onlookers: [arrived] });
    const odd = "\\u0000 \\ud800 \u202e <b> \u001b[31m";
    await receiver.fetch(deliver(`{"id":"evt_odd","type":"any","note":"${odd}"}`));
    await receiver.fetch(deliver('{"id":"evt_\\u0000","type":"any"}'));
    await arrived.end();
    assert.deepEqual(arrived.counts(), { written: 2, dropped: 0, waiting: 0 });
  });
});
