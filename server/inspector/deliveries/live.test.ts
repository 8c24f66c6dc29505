import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createTestInspector, type TestInspector } from "../testing/inspector.ts";
import { tellDelivery } from "../testing/rows.ts";

describe("a list that goes on by itself", { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let inspector: TestInspector;
  const ending = new AbortController();
  let headers: { readonly cookie: string };
  before(async () => {
    database = await createTestDatabase();
    inspector = createTestInspector(database.pools, { ending: ending.signal });
    headers = { cookie: await inspector.signIn() };
  });
  after(() => database.drop());

  /** Reads on until something was sent. @returns All that was. */
  async function readTo(response: Response, pattern: RegExp): Promise<string> {
    assert.ok(response.body !== null);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    while (!pattern.test(text)) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    return text;
  }

  test("is told of what fits, as a row, with the place to come again to", async () => {
    const response = await inspector.ask("/live?outcome=refused&since=0", { headers });
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    assert.equal(response.headers.get("cache-control"), "no-store");
    await tellDelivery(database.sql, { eventId: "evt_other" });
    const id = await tellDelivery(database.sql, {
      eventId: "evt_<b>",
      outcome: "refused",
      status: 401,
    });
    const text = await readTo(response, /event: rows[\s\S]+\n\n/);
    assert.match(text, /retry: \d+/);
    assert.match(text, new RegExp(`id: ${id}\\n`));
    assert.match(text, /data: .*data-event="proxy evt_&lt;b&gt;"/);
    assert.doesNotMatch(text, /evt_other|<b>/);
  });

  test("goes on where it left off", async () => {
    const since = await tellDelivery(database.sql, { eventId: "evt_known" });
    await tellDelivery(database.sql, { eventId: "evt_missed" });
    const response = await inspector.ask("/live?since=0", {
      headers: { ...headers, "last-event-id": since },
    });
    const text = await readTo(response, /evt_missed/);
    assert.doesNotMatch(text, /evt_known/);
  });

  test("is for those who are signed in, and for so many at once", async () => {
    assert.equal((await inspector.ask("/live?since=0")).status, 401);
    assert.equal((await inspector.ask("/live?since=x", { headers })).status, 400);
    const crowded = createTestInspector(database.pools, { ending: ending.signal });
    const lists = await Promise.all(
      Array.from({ length: 21 }, () => crowded.ask("/live?since=0", { headers })),
    );
    assert.deepEqual(lists.map(({ status }) => status).toSorted(), [...Array(20).fill(200), 503]);
    await Promise.all(lists.map((list) => list.body?.cancel()));
  });

  test("ends with the receiver", async () => {
    const response = await inspector.ask("/live?since=0", { headers });
    ending.abort();
    await readTo(response, /never/);
  });
});
