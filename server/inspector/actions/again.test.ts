import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import { createIntake, type Intake } from "../../intake.ts";
import { takeUpAgain } from "../../proxy/again.ts";
import { DEFAULT_POLICY } from "../../proxy/policy.ts";
import { deliver, eventOf, serveObjects, sessionOf, type WireObject } from "../../proxy/testing.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestReceiver, type TestReceiver } from "../../testing/receiver.ts";
import type { InspectorContext } from "../context.ts";
import { createTestInspector, formTokenOf, type TestInspector } from "../testing/inspector.ts";

let database: TestDatabase;
let receiver: TestReceiver;
let inspector: TestInspector;
let cookie: string;
let intake: Intake;
before(async () => {
  database = await createTestDatabase();
  receiver = await createTestReceiver(database.pools);
  intake = createIntake(database.pools.deliveries, {
    batchMax: 64,
    connections: 10,
    now: () => performance.now(),
  });
  const client = createProxyCheckoutServerClient({
    apiKey: "sk_test",
    fetch: serveObjects(receiver.objects),
  });
  const takeUp: InspectorContext["takeUpAgain"] = (_provider, event) =>
    takeUpAgain({ client, policy: DEFAULT_POLICY }, intake, event);
  inspector = createTestInspector(database.pools, { takeUpAgain: takeUp });
  cookie = await inspector.signIn();
});
after(() => database.drop());

/** A session that was granted by an event. */
async function sell(): Promise<{ readonly session: WireObject; readonly eventId: string }> {
  const session = sessionOf(`psess_${randomUUID()}`);
  const eventId = `evt_${randomUUID()}`;
  receiver.objects.set(session.id, session);
  const response = await receiver.fetch(deliver(eventOf(session, { id: eventId })));
  assert.equal(response.status, 200);
  return { session, eventId };
}

async function accessOf({ id }: WireObject): Promise<unknown> {
  const [row] = await database.sql`select access from current_entitlement where source = ${id}`;
  return row?.["access"];
}

/** Asks, and says yes. */
async function doAgain(kind: string, id: string): Promise<Response> {
  const provider = "proxy";
  const query = new URLSearchParams({ kind, provider, id });
  const question = await inspector.ask(`/again?${query}`, { headers: { cookie } });
  const form_token = await formTokenOf(question);
  return inspector.send("/again", { form_token, kind, provider, id }, { cookie });
}

describe("an action", () => {
  for (const kind of ["event", "object"] as const) {
    test(`brings up to date what no event told of, by its ${kind}, and grants nothing twice`, async () => {
      const { session, eventId } = await sell();
      const id = kind === "event" ? eventId : session.id;
      assert.match(await (await doAgain(kind, id)).text(), /unchanged.*Nothing has changed/s);
      receiver.objects.set(session.id, sessionOf(session.id, "cancelled", 1));
      const response = await doAgain(kind, id);
      assert.equal(response.status, 200);
      assert.match(await response.text(), /applied.*What is held has changed/s);
      assert.equal(await accessOf(session), "ended");

      receiver.objects.set(session.id, sessionOf(session.id, "provisionable", 2));
      await doAgain(kind, id);
      assert.equal(await accessOf(session), "granted");
      const changes = await database.sql`
        select event_id, initial_grant from change where source = ${session.id} order by id
      `;
      assert.deepEqual(
        changes.map(({ event_id, initial_grant }) => [event_id, initial_grant]),
        [
          [eventId, true],
          [eventId, false],
          [eventId, false],
        ],
      );
    });
  }

  test("is logged with what it was and what came of it, and with no buyer", async () => {
    const { session, eventId } = await sell();
    await doAgain("event", eventId);
    const line = inspector.lines.findLast(({ msg }) => msg === "inspector action");
    const { action, provider, event_id, object_id, ok, outcome } = line ?? {};
    assert.deepEqual(
      [action, provider, event_id, object_id, ok, outcome],
      ["event", "proxy", eventId, session.id, true, "unchanged"],
    );
    assert.doesNotMatch(JSON.stringify(inspector.lines), /buyer of/);
  });

  test("says what was in its way, and has changed nothing", async () => {
    const { session, eventId } = await sell();
    receiver.objects.delete(session.id);
    const response = await doAgain("event", eventId);
    assert.equal(response.status, 409);
    assert.match(await response.text(), /api_not_found/);
    assert.equal(await accessOf(session), "granted");
    const unknown = await doAgain("object", "psess_never_seen");
    assert.match(await unknown.text(), /not_on_record/);
  });

  test("of a type that nobody knows reads nothing, and changes nothing", async () => {
    await receiver.fetch(
      deliver(eventOf(sessionOf("psess_odd"), { id: "evt_odd", type: "some.thing" })),
    );
    assert.match(await (await doAgain("event", "evt_odd")).text(), /unchanged/);
  });

  test("is done by asking for it twice, and never by a link or without the form's token", async () => {
    const { session, eventId } = await sell();
    receiver.objects.set(session.id, sessionOf(session.id, "cancelled", 1));
    const fields = { kind: "event", provider: "proxy", id: eventId };
    const question = await inspector.ask(`/again?${new URLSearchParams(fields)}&confirmed=yes`, {
      headers: { cookie },
    });
    assert.match(await question.text(), /Take this event up again\?/);
    assert.equal((await inspector.send("/again", fields, { cookie })).status, 403);
    const form_token = await formTokenOf(
      await inspector.ask("/health", { headers: { cookie: await inspector.signIn() } }),
    );
    assert.equal(
      (await inspector.send("/again", { ...fields, form_token }, { cookie })).status,
      403,
    );
    assert.equal(await accessOf(session), "granted");
  });
});
