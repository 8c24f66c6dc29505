import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { deliver, eventOf, sessionOf } from "./proxy/testing.ts";
import {
  createEmptyTestDatabase,
  createTestDatabase,
  type TestDatabase,
} from "./testing/database.ts";
import {
  CONNECTIONS,
  connectToNobody,
  IN_FLIGHT,
  killConnections,
  untilAccepted,
} from "./testing/outage.ts";
import { createTestReceiver } from "./testing/receiver.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(CONNECTIONS);
});
after(() => database.drop());

describe("an outage", () => {
  test("leaves no delivery without an answer when every connection dies, and the retries end right", async () => {
    const receiver = await createTestReceiver(database.pools);
    for (let round = 0; round < 5; round += 1) {
      const sessions = Array.from({ length: IN_FLIGHT }, () => sessionOf(`psess_${randomUUID()}`));
      for (const session of sessions) receiver.objects.set(session.id, session);
      const bodies = sessions.map((session) => eventOf(session));

      const answers = bodies.map((body) => receiver.fetch(deliver(body)));
      await killConnections(database);
      for (const response of await Promise.all(answers)) {
        assert.ok([200, 503].includes(response.status));
        if (response.status === 503) assert.ok(response.headers.get("retry-after"));
      }

      await Promise.all(bodies.map((body) => untilAccepted(() => receiver.fetch(deliver(body)))));
      for (const { id } of sessions) {
        assert.deepEqual(await receiver.entitlementsOf(`buyer of ${id}`), [
          {
            provider: "proxy",
            source: id,
            access: "granted",
            renews: null,
            access_until: null,
            quantity: 2,
            grants: 1,
          },
        ]);
      }
    }
  });

  test("is answered 503 with Retry-After wherever the database is needed", async () => {
    const pools = connectToNobody();
    const receiver = await createTestReceiver(pools);
    const session = sessionOf(`psess_${randomUUID()}`);
    receiver.objects.set(session.id, session);

    const get = (path: string) => receiver.fetch(new Request(`http://localhost${path}`));
    for (const response of [
      await receiver.fetch(deliver(eventOf(session))),
      await receiver.probe("?buyer_reference=user_1"),
      await get("/readyz"),
    ]) {
      assert.equal(response.status, 503);
      assert.ok(response.headers.get("retry-after"));
    }
    assert.equal(receiver.lines[0]?.["code"], "ECONNREFUSED");
    await pools.end(1);
  });

  test("is also what a database without our tables is", async () => {
    const empty = await createEmptyTestDatabase();
    const receiver = await createTestReceiver(empty.pools);
    const session = sessionOf(`psess_${randomUUID()}`);
    receiver.objects.set(session.id, session);
    assert.equal((await receiver.fetch(deliver(eventOf(session)))).status, 503);
    assert.equal((await receiver.fetch(new Request("http://localhost/readyz"))).status, 503);
    await empty.drop();
  });
});

describe("a migration that was edited after it was applied", () => {
  test("keeps the receiver from being ready, with 503", async () => {
    const edited = await createTestDatabase();
    await edited.sql`update migration set checksum = 'of another text'`;
    const receiver = await createTestReceiver(edited.pools);
    const response = await receiver.fetch(new Request("http://localhost/readyz"));
    assert.equal(response.status, 503);
    assert.ok(response.headers.get("retry-after"));
    assert.deepEqual(await response.json(), { error: "migration_edited" });
    await edited.drop();
  });
});
