import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestInspector, type TestInspector } from "./testing/inspector.ts";
import { tellDelivery, tellEvent, tellHeld } from "./testing/rows.ts";

let database: TestDatabase;
let inspector: TestInspector;
let cookie: string;
before(async () => {
  database = await createTestDatabase();
  inspector = createTestInspector(database.pools);
  cookie = await inspector.signIn();
});
after(() => database.drop());

async function read(path: string, status = 200): Promise<string> {
  const response = await inspector.ask(path, { headers: { cookie } });
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 300));
  return text;
}

/** What a person reads of a page: its text, without markup. */
function textOf(page: string): string {
  const [, main = ""] = /<main[^>]*>([\s\S]*)<\/main>/.exec(page) ?? [];
  return main
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");
}

describe("the page of an event", () => {
  test("tells what it changed, before and after, and by whom it was as it was", async () => {
    const object = { objectId: "psess_changes" };
    await tellDelivery(database.sql, { ...object, eventId: "evt_first", version: 1 });
    await tellDelivery(database.sql, {
      ...object,
      eventId: "evt_second",
      version: 2,
      access: "ended",
      quantity: null,
    });
    const text = textOf(await read("/event?provider=proxy&id=evt_second"));
    assert.match(text, /It changed what its buyer may use/);
    assert.match(text, /Before: by evt_first/);
    assert.match(text, /access granted ended/);
    assert.match(text, /units 3 none/);
  });

  for (const [outcome, told, says] of [
    ["duplicate", {}, /on record since 20\d\d-.*: a repetition changes nothing/],
    ["stale", {}, /A newer state of its object had won.*Held by evt_winner/],
    ["unchanged", {}, /is the one held already.*Held by evt_winner/],
    [
      "unchanged",
      { access: null, reason: "unknown_type", kind: "ignored" },
      /Nothing is to be written for this type/,
    ],
    [
      "unchanged",
      { access: null, kind: "payment_attempt" },
      /Nothing is to be written for a state of kind payment_attempt/,
    ],
    ["parked", { access: null, kind: null }, /No invoice of its id is registered yet/],
    [
      "refused",
      { access: null, status: 503, reason: "state_read_failed", code: "api_timeout" },
      /refused with 503 \(state_read_failed, api_timeout\)\. Nothing is lost/,
    ],
  ] as const) {
    test(`says why it changed nothing: ${outcome}, ${JSON.stringify(told)}`, async () => {
      const eventId = `evt_${outcome}_${JSON.stringify(told).length}`;
      const objectId = `psess_of_${eventId}`;
      await tellEvent(database.sql, eventId, objectId);
      await tellHeld(database.sql, { source: objectId, buyer: "user_1", eventId: "evt_winner" });
      await tellDelivery(database.sql, { eventId, objectId, outcome, ...told });
      const text = textOf(await read(`/event?provider=proxy&id=${encodeURIComponent(eventId)}`));
      assert.match(text, /It changed nothing/);
      assert.match(text, says);
    });
  }

  test("says that nobody can tell, of one that is on record and was not seen", async () => {
    await tellEvent(database.sql, "evt_unseen", "psess_unseen");
    const text = textOf(await read("/event?provider=proxy&id=evt_unseen"));
    assert.match(text, /No delivery of it is kept here/);
    assert.match(text, /No body is kept/);
  });

  test("shows two bodies under one id, and how they differ, digit by digit", async () => {
    const told = { eventId: "evt_two_bodies", captured: true };
    await tellDelivery(database.sql, { ...told, body: '{"id":"a","n":12345678901234567890}' });
    await tellDelivery(database.sql, {
      ...told,
      body: '{"id":"a","n":12345678901234567891}',
      outcome: "duplicate",
    });
    const page = await read("/event?provider=proxy&id=evt_two_bodies");
    assert.match(page, /2 different bodies came under this id/);
    assert.match(page, /<del>-\s+&quot;n&quot;: 12345678901234567890/);
    assert.match(page, /<ins>\+\s+&quot;n&quot;: 12345678901234567891/);
    assert.match(textOf(page), /proxy-signature: \(not kept\)/);
  });

  test("is none where nothing is known, or nothing that could be an id is asked for", async () => {
    await read("/event?provider=proxy&id=evt_nobody", 404);
    for (const query of ["", "?provider=proxy", "?provider=other&id=a", "?provider=proxy&id=%00"]) {
      await read(`/event${query}`, 400);
    }
  });
});

describe("the pages of an object and of a buyer", () => {
  test("tell what is so now, and how it came to be", async () => {
    const [source, buyer] = ["psess_now", "user/of ours?&"];
    await tellDelivery(database.sql, { eventId: "evt_now", objectId: source });
    await tellHeld(database.sql, { source, buyer, eventId: "evt_now" });
    const object = await read(`/object?provider=proxy&id=${source}`);
    assert.match(
      textOf(object),
      /Access granted .* Units 3 .* Buyer user\/of ours\?&amp; Decided by evt_now/,
    );
    const [, link = ""] = /href="(\/buyer\?[^"]+)"/.exec(object) ?? [];
    const text = textOf(await read(link.replaceAll("&amp;", "&")));
    assert.match(text, /May use now .* psess_now granted none none 3 1/);
    assert.match(text, /How that came to be .* psess_now granted .* evt_now/);
  });

  test("say so of whom nothing is known", async () => {
    assert.match(
      textOf(await read("/buyer?reference=nobody")),
      /Nothing: no object is of this buyer/,
    );
    await read("/object?provider=proxy&id=psess_nobody", 404);
    await read("/buyer?reference=", 400);
  });
});

describe("the pages of refusals and of health", () => {
  test("count what was turned away by its reason, with samples", async () => {
    await database.sql`
      insert into refusal (minute, route, reason, count)
      values (date_trunc('minute', now()), 'proxy', 'signature_mismatch', 100000)
    `;
    await database.sql`
      insert into refusal_sample values ('none', 'no_route', 0, gen_random_uuid(), now(), 404, 1, 'GET', '/<b>.php')
    `;
    const text = textOf(await read("/refusals"));
    assert.match(text, /proxy signature_mismatch 100,000 100,000/);
    assert.match(text, /no_route none 404 GET \/&lt;b&gt;\.php/);
  });

  test("draw the last hour, and name what is not applied yet, oldest first", async () => {
    const told = { outcome: "refused", status: 503, access: null, reason: "state_read_failed" };
    await tellDelivery(database.sql, {
      ...told,
      eventId: "evt_open",
      receivedAt: new Date(Date.now() - 60_000),
    });
    await tellDelivery(database.sql, { ...told, eventId: "evt_taken_since" });
    await tellEvent(database.sql, "evt_taken_since", "psess_taken_since");
    const page = await read("/health");
    assert.match(
      page,
      /<svg class="chart"[^>]+aria-label="Deliveries of the last hour, a bar a minute: \d/,
    );
    assert.match(page, /<rect class="bad-bar"/);
    const text = textOf(page);
    assert.match(text, /refused evt_open/);
    assert.doesNotMatch(text, /evt_taken_since/);
    assert.match(text, /0007-inspector\.sql/);
  });
});
