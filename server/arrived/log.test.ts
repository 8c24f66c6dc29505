import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createBodyBudget } from "../body-budget.ts";
import { deliver, eventOf, sessionOf } from "../proxy/testing.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestReceiver, type TestReceiver } from "../testing/receiver.ts";
import { startRelay } from "../testing/relay.ts";
import { applied, deliveriesIn, openArrivedLog, refused, type TestArrivedLog } from "./testing.ts";

/** Nothing listens on port 1. */
const NOBODY = "postgres://nobody@127.0.0.1:1/none";

const FLOOD = 100_000;

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(4);
});
after(() => database.drop());

async function emptied(): Promise<void> {
  await database.sql`truncate delivery, captured, refusal, refusal_sample, delivery_dropped`;
}

/** @returns What a receiver wrote that was told to do `work`. */
async function watched(
  work: (receiver: TestReceiver, arrived: TestArrivedLog) => Promise<unknown>,
): Promise<void> {
  await emptied();
  const arrived = openArrivedLog(database.url);
  const receiver = await createTestReceiver(database.pools, [], {
    bodies: createBodyBudget(),
    onlookers: [arrived],
  });
  await work(receiver, arrived);
  await arrived.end();
}

describe("the log of deliveries", { timeout: 60_000 }, () => {
  test("has a row for each delivery, with what was read and what came of it", async () => {
    await watched(async (receiver) => {
      const object = sessionOf("psess_1");
      const older = sessionOf("psess_1", "failed", -5);
      receiver.objects.set(object.id, object);
      const body = eventOf(object, { id: "evt_1" });
      await receiver.fetch(deliver(body));
      await receiver.fetch(deliver(body));
      receiver.objects.set(object.id, older);
      await receiver.fetch(deliver(eventOf(older, { id: "evt_2", type: "proxy_session.failed" })));
      await receiver.fetch(deliver(eventOf(object, { id: "evt_3", type: "other" })));
      receiver.objects.delete(object.id);
      await receiver.fetch(deliver(eventOf(object, { id: "evt_4" })));
      await receiver.fetch(deliver("[]"));
    });
    const columns = ["event_id", "type", "object_id", "outcome", "status", "reason", "kind"];
    const provisionable = "proxy_session.provisionable";
    assert.deepEqual(
      (await deliveriesIn(database.sql, columns)).map((row) => Object.values(row)),
      [
        ["evt_1", provisionable, "psess_1", "applied", 200, null, "initial_provision"],
        ["evt_1", provisionable, "psess_1", "duplicate", 200, null, "initial_provision"],
        ["evt_2", "proxy_session.failed", "psess_1", "stale", 200, null, "terminal_session"],
        ["evt_3", "other", "psess_1", "unchanged", 200, "unknown_type", "ignored"],
        ["evt_4", provisionable, "psess_1", "refused", 503, "state_read_failed", null],
        [null, null, null, "refused", 400, "event_malformed", null],
      ],
    );
    const read = await deliveriesIn(database.sql, ["source", "access", "quantity", "version"]);
    assert.deepEqual(read[0], {
      source: "psess_1",
      access: "granted",
      quantity: "2",
      version: read[1]?.["version"],
    });
    assert.equal(read[3]?.["access"], null);
  });

  test("compares digests as the inbox has them", async () => {
    await watched(async (receiver) => {
      const object = sessionOf("psess_2");
      receiver.objects.set(object.id, object);
      await receiver.fetch(deliver(eventOf(object, { id: "evt_twice" })));
      await receiver.fetch(deliver(` ${eventOf(object, { id: "evt_twice" })}`));
    });
    const rows = await database.sql`
      select delivery.body_sha256 = inbox.body_sha256 as is_same from delivery
      join inbox using (event_id) order by delivery.id
    `;
    assert.deepEqual(
      rows.map((row) => row["is_same"]),
      [true, false],
    );
  });

  test("counts by route and reason what nobody vouches for, and has no row of it", async () => {
    await watched(async (receiver) => {
      const body = eventOf(sessionOf("psess_3"));
      await receiver.fetch(deliver(body, { secret: "a-forger's-secret-for-tests-only" }));
      await receiver.fetch(new Request(deliver(body), { headers: { "content-type": "text/xml" } }));
      await receiver.fetch(
        new Request(deliver(body), { headers: { "content-type": "application/json" } }),
      );
      await receiver.probe("?buyer_reference=user_1", "another");
      await receiver.fetch(new Request("http://localhost/api/webhook?buyer=1", { method: "POST" }));
      await receiver.fetch(new Request("http://localhost/api/proxy/webhook"));
      await receiver.fetch(new Request("http://localhost/readyz"));
    });
    assert.deepEqual(await deliveriesIn(database.sql, ["id"]), []);
    const counts = await database.sql`
      select route, reason, count from refusal order by route, reason
    `;
    assert.deepEqual(
      counts.map((row) => Object.values(row).join(" ")),
      [
        "none method_not_allowed 1",
        "none not_found 1",
        "probe unauthorized 1",
        "proxy content_type_unsupported 1",
        "proxy signature_mismatch 1",
        "proxy signature_missing 1",
      ],
    );
    const samples = await database.sql`
      select method, path from refusal_sample where route = 'none' order by method
    `;
    assert.deepEqual(
      samples.map((row) => Object.values(row).join(" ")),
      ["GET /api/proxy/webhook", "POST /api/webhook"],
    );
  });

  test("writes a handful of rows for a flood of bad signatures, and keeps the honest ones", async () => {
    await emptied();
    const arrived = openArrivedLog(database.url);
    for (let number = 0; number < FLOOD; number += 1) {
      arrived.answered(refused());
      if (number % (FLOOD / 20) === 0) arrived.answered(applied(`evt_${number}`));
    }
    await arrived.end();
    assert.equal((await deliveriesIn(database.sql, ["id"])).length, 20);
    assert.deepEqual(arrived.counts(), { written: 20, dropped: 0, waiting: 0 });
    const [written] = await database.sql`
      select (select sum(count)::int from refusal) as counted,
        (select count(*)::int from refusal) as rows,
        (select count(*)::int from refusal_sample) as samples
    `;
    assert.equal(written?.["counted"], FLOOD);
    assert.ok(written?.["rows"] <= 2, "a row a minute");
    assert.equal(written?.["samples"], 10);
  });

  test("lets go what it has no room for, and says how much: in one line, and in a table", async () => {
    await emptied();
    const arrived = openArrivedLog(database.url);
    for (let number = 0; number < 6000; number += 1) arrived.answered(applied(`evt_${number}`));
    assert.deepEqual(arrived.counts(), { written: 0, dropped: 1000, waiting: 5000 });
    await arrived.end();
    assert.deepEqual(arrived.counts(), { written: 5000, dropped: 1000, waiting: 0 });
    const [missing] = await database.sql`select sum(count)::int as count from delivery_dropped`;
    assert.equal(missing?.["count"], 1000);
    assert.deepEqual(
      arrived.lines.map(({ msg, dropped }) => [msg, dropped]),
      [
        ["deliveries not kept: their log has a gap from here on", undefined],
        ["deliveries kept again", 1000],
      ],
    );
  });

  test("counts what it can't write while the database is away, and logs that once", async () => {
    const arrived = openArrivedLog(NOBODY);
    for (let turn = 0; turn < 3; turn += 1) {
      arrived.answered(applied("evt_1"));
      while (arrived.counts().waiting > 0) await pause(10);
    }
    await arrived.end();
    assert.deepEqual(arrived.counts(), { written: 0, dropped: 3, waiting: 0 });
    assert.deepEqual(
      arrived.lines.map(({ code }) => code),
      ["ECONNREFUSED"],
    );
  });

  test("delays no answer while its database hangs, and ends within a second or so", async () => {
    const relay = await startRelay(database.url);
    const arrived = openArrivedLog(relay.url);
    const receiver = await createTestReceiver(database.pools, [], { onlookers: [arrived] });
    const object = sessionOf("psess_4");
    receiver.objects.set(object.id, object);
    assert.equal((await receiver.fetch(deliver(eventOf(object)))).status, 200);
    while (arrived.counts().written === 0) await pause(10);
    relay.fallSilent();
    for (let number = 0; number < 20; number += 1) {
      assert.equal((await receiver.fetch(deliver(eventOf(object)))).status, 200);
      await pause(20);
    }
    assert.equal(arrived.counts().written, 1);
    await arrived.end();
    await relay.close();
  });

  test("ends no request by a fault of its own", async () => {
    await watched(async () => {
      const faulty = {
        answered: () => {
          throw new Error("a bug");
        },
      };
      const receiver = await createTestReceiver(database.pools, [], { onlookers: [faulty] });
      const object = sessionOf("psess_5");
      receiver.objects.set(object.id, object);
      assert.equal((await receiver.fetch(deliver(eventOf(object)))).status, 200);
      assert.equal(receiver.lines.at(-1)?.["msg"], "onlooker failed");
    });
  });
});
