import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestReceiver, type TestReceiver } from "../testing/receiver.ts";
import { deliver, eventOf, sessionOf } from "./testing.ts";

let database: TestDatabase;
let receiver: TestReceiver;
before(async () => {
  database = await createTestDatabase();
  receiver = await createTestReceiver(database.pools);
});
after(() => database.drop());

/** A session that Proxy has, and a delivery's body about it. */
function announce(status = "provisionable", tick = 0) {
  const session = sessionOf(`psess_${randomUUID()}`, status, tick);
  receiver.objects.set(session.id, session);
  return { session, buyer: `buyer of ${session.id}`, body: eventOf(session) };
}

const granted = (source: string) => [
  {
    provider: "proxy",
    source,
    access: "granted",
    renews: null,
    access_until: null,
    quantity: 2,
    grants: 1,
  },
];

describe("POST /api/proxy/webhook", () => {
  test("grants what Proxy says is provisionable, once, however often it is told", async () => {
    const { session, buyer, body } = announce();
    for (const outcome of ["applied", "duplicate", "duplicate"]) {
      const response = await receiver.fetch(deliver(body));
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { received: true });
      assert.equal(receiver.lines.at(-1)?.["outcome"], outcome);
    }
    assert.deepEqual(await receiver.entitlementsOf(buyer), granted(session.id));
  });

  test("grants once when a hundred copies arrive together", async () => {
    const { session, buyer, body } = announce();
    const copies = Array.from({ length: 100 }, () => receiver.fetch(deliver(body)));
    const statuses = new Set((await Promise.all(copies)).map(({ status }) => status));
    assert.deepEqual([...statuses], [200]);
    assert.deepEqual(await receiver.entitlementsOf(buyer), granted(session.id));
  });

  test("believes Proxy's state, not the delivery", async () => {
    const { session, buyer } = announce("paid", 1);
    const claim = eventOf(sessionOf(session.id, "provisionable"));
    assert.equal((await receiver.fetch(deliver(claim))).status, 200);
    assert.deepEqual(await receiver.entitlementsOf(buyer), []);
  });

  test("records nothing when the state read is older than the event, and applies the retry", async () => {
    const { session, buyer } = announce("paid", 0);
    const newer = sessionOf(session.id, "provisionable", 0);
    const body = eventOf(newer);

    const refused = await receiver.fetch(deliver(body));
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.get("retry-after"));
    assert.equal(receiver.lines.at(-1)?.["code"], "stale_read");

    receiver.objects.set(session.id, newer);
    assert.equal((await receiver.fetch(deliver(body))).status, 200);
    assert.deepEqual(await receiver.entitlementsOf(buyer), granted(session.id));
  });

  test("records nothing when the older state is one that it doesn't know, and applies the retry", async () => {
    const { session, buyer } = announce("under_review", 0);
    const newer = sessionOf(session.id, "provisionable", 1);
    const body = eventOf(newer);
    assert.equal((await receiver.fetch(deliver(body))).status, 503);
    assert.equal(receiver.lines.at(-1)?.["code"], "stale_read");

    receiver.objects.set(session.id, newer);
    assert.equal((await receiver.fetch(deliver(body))).status, 200);
    assert.deepEqual(await receiver.entitlementsOf(buyer), granted(session.id));
  });

  test("acknowledges a status that it doesn't know, and changes nothing", async () => {
    const { session, buyer } = announce("under_review", 0);
    const body = eventOf(sessionOf(session.id, "paid", 0));
    assert.equal((await receiver.fetch(deliver(body))).status, 200);
    assert.equal(receiver.lines.at(-1)?.["outcome"], "unchanged");
    assert.equal(receiver.lines.at(-1)?.["reason"], "unknown_status");
    assert.deepEqual(await receiver.entitlementsOf(buyer), []);
  });

  test("asks for a retry while Proxy's API is away, and applies it", async () => {
    const { session, buyer, body } = announce();
    receiver.objects.delete(session.id);
    const refused = await receiver.fetch(deliver(body));
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.get("retry-after"));
    assert.deepEqual(await receiver.entitlementsOf(buyer), []);

    receiver.objects.set(session.id, session);
    assert.equal((await receiver.fetch(deliver(body))).status, 200);
    assert.deepEqual(await receiver.entitlementsOf(buyer), granted(session.id));
  });

  test("warns of another body under a known event id, with both digests, and changes nothing", async () => {
    const { session, buyer } = announce();
    const id = `evt_${randomUUID()}`;
    const bodies = [eventOf(session, { id }), `${eventOf(session, { id })} `];
    for (const body of bodies) assert.equal((await receiver.fetch(deliver(body))).status, 200);

    const [warning, delivery] = receiver.lines.slice(-2);
    assert.equal(warning?.["level"], "warn");
    assert.match(String(warning?.["first_sha256"]), /^[0-9a-f]{64}$/);
    assert.notEqual(warning?.["sha256"], warning?.["first_sha256"]);
    assert.equal(delivery?.["outcome"], "duplicate");
    assert.deepEqual(await receiver.entitlementsOf(buyer), granted(session.id));
  });

  test("acknowledges and records a type that it doesn't know, and changes nothing", async () => {
    const { session, buyer } = announce();
    const body = eventOf(session, { type: "proxy_session.admired" });
    for (const outcome of ["unchanged", "duplicate"]) {
      assert.equal((await receiver.fetch(deliver(body))).status, 200);
      assert.equal(receiver.lines.at(-1)?.["outcome"], outcome);
      assert.equal(receiver.lines.at(-1)?.["reason"], "unknown_type");
    }
    assert.deepEqual(await receiver.entitlementsOf(buyer), []);
  });

  test("refuses a delivery that was signed with another secret, and records nothing", async () => {
    const { buyer, body } = announce();
    const forged = deliver(body, { secret: "a-signing-secret-of-someone-else" });
    assert.equal((await receiver.fetch(forged)).status, 401);
    assert.equal((await receiver.fetch(deliver(body))).status, 200);
    assert.equal(receiver.lines.at(-1)?.["outcome"], "applied");
    assert.notDeepEqual(await receiver.entitlementsOf(buyer), []);
  });

  test("refuses a body over the limit", async () => {
    const response = await receiver.fetch(deliver(" ".repeat(4097)));
    assert.equal(response.status, 413);
    assert.deepEqual(await response.json(), { error: "body_too_large" });
  });

  test("refuses any other method", async () => {
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
      const url = "http://localhost/api/proxy/webhook";
      const response = await receiver.fetch(new Request(url, { method }));
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "POST");
    }
  });

  test("logs a line a delivery, with the answer's request id, and nothing that is private", async () => {
    const { session, buyer, body } = announce();
    const before = receiver.lines.length;
    const delivery = deliver(body);
    const signature = delivery.headers.get("proxy-signature") ?? "";
    const response = await receiver.fetch(delivery);

    const lines = receiver.lines.slice(before);
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.["request_id"], response.headers.get("x-request-id"));
    assert.equal(lines[0]?.["object_id"], session.id);
    assert.equal(lines[0]?.["kind"], "initial_provision");
    assert.equal(lines[0]?.["status"], 200);
    const everything = JSON.stringify(receiver.lines);
    for (const secret of [buyer, signature, "lineItems"]) assert.ok(!everything.includes(secret));
  });
});
