/** An answer that reached the wrong question: what a driver or a pooler may do must never become a 2xx. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Sql } from "postgres";
import { connect } from "./database.ts";
import { AnswerMismatchError } from "./database-error.ts";
import { openPools, type Pools } from "./pools.ts";
import { deliver, eventOf, sessionOf } from "./proxy/testing.ts";
import { rowsOf } from "./rows.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { createTestReceiver, type TestReceiver } from "./testing/receiver.ts";
import { type Relay, startRelay } from "./testing/relay.ts";

for (const prepare of [true, false]) {
  describe(`an answer to another question, with prepare: ${prepare}`, () => {
    let database: TestDatabase;
    let relay: Relay;
    let pools: Pools;
    let receiver: TestReceiver;
    before(async () => {
      database = await createTestDatabase();
      relay = await startRelay(database.url);
      pools = openPools(() => connect(relay.url, { poolMax: 1, prepare }), {
        deliveriesMax: 1,
        now: () => performance.now(),
      });
      receiver = await createTestReceiver(pools);
      await deliverNew(); // each statement has been described once
      await receiver.entitlementsOf("nobody");
    });
    after(async () => {
      await pools.end(1);
      await relay.close();
      await database.drop();
    });

    async function deliverNew(): Promise<{
      readonly status: number;
      readonly again: () => Promise<Response>;
    }> {
      const session = sessionOf(`psess_${randomUUID()}`);
      receiver.objects.set(session.id, session);
      const body = eventOf(session);
      const again = () => receiver.fetch(deliver(body));
      return { status: (await again()).status, again };
    }

    test("is never a delivery's 2xx, and the next delivery is taken", async () => {
      relay.repeatNextAnswer();
      assert.equal((await deliverNew()).status, 200);
      const wronged = await deliverNew();
      assert.equal(wronged.status, 503);
      assert.equal(receiver.lines.at(-1)?.["code"], "DATABASE_ANSWER_MISMATCH");
      assert.equal((await wronged.again()).status, 200);
      const [row] = await database.sql`select count(*)::int as recorded from inbox`;
      assert.deepEqual({ ...row }, { recorded: 3 });
    });

    test("is nobody's 2xx in a batch either, and all of it is taken when it comes again", async () => {
      relay.repeatNextAnswer();
      const [first, ...batch] = await Promise.all(Array.from({ length: 6 }, deliverNew));
      assert.equal(first?.status, 200);
      for (const { status, again } of batch) {
        assert.equal(status, 503);
        assert.equal((await again()).status, 200);
      }
    });

    test("is told by its columns too, where it has fewer of them", async () => {
      const narrow = (sql: Sql) => rowsOf(sql`select 1 as a`);
      const wide = (sql: Sql) => rowsOf(sql`select 1 as a, 2 as b, 3 as c`);
      for (const question of [narrow, wide]) await pools.reads.run(question);
      relay.repeatNextAnswer();
      await pools.reads.run(narrow);
      await assert.rejects(pools.reads.run(wide), AnswerMismatchError);
    });

    test("never shows a buyer what is another's", async () => {
      await receiver.entitlementsOf("nobody"); // over a connection that is there from now on
      const session = sessionOf(`psess_${randomUUID()}`);
      receiver.objects.set(session.id, session);
      assert.equal((await receiver.fetch(deliver(eventOf(session)))).status, 200);
      const owner = encodeURIComponent(`buyer of ${session.id}`);

      relay.repeatNextAnswer();
      assert.equal((await receiver.probe(`?buyer_reference=${owner}`)).status, 200);
      assert.equal((await receiver.probe("?buyer_reference=somebody")).status, 503);
      assert.deepEqual(await receiver.entitlementsOf("somebody"), []);

      await receiver.entitlementsOf("nobody");
      relay.repeatNextAnswer();
      assert.deepEqual(await receiver.entitlementsOf("somebody"), []);
      assert.equal((await receiver.probe(`?buyer_reference=${owner}`)).status, 503);
    });
  });
}
