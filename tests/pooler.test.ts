/** The receiver behind PgBouncer in transaction mode: it works, or refuses to start and says what to set. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isAccepted } from "../harness/courier/outcome.ts";
import { type ManagedTarget, startTarget } from "../harness/target/managed-target.ts";
import {
  createPooledDatabase,
  hasPgbouncer,
  type PooledDatabase,
  TIMEOUTS,
} from "./pooled-database.ts";
import { openShop, type Purchase, type Shop } from "./shop.ts";

const IN_FLIGHT = 300;
const FRESH_STARTS = 3;
const POOL_SIZE = 5;
const TEST = { timeout: 120_000 } as const;

describe("the receiver behind PgBouncer in transaction mode", {
  ...TEST,
  skip: !hasPgbouncer,
}, () => {
  let database: PooledDatabase;
  let shop: Shop;
  before(async () => {
    database = await createPooledDatabase(POOL_SIZE);
    shop = await openShop();
  });
  after(async () => {
    await shop?.close();
    await database?.drop();
  });

  function startReceiver(url: string, prepare: "true" | "false"): Promise<ManagedTarget> {
    return startTarget({
      command: `${process.execPath} server/main.ts`,
      environment: { ...shop.environment, DATABASE_URL: url, DATABASE_PREPARE: prepare },
      readyUrl: `${shop.origin}/readyz`,
      readyWithinMs: 30_000,
    });
  }

  async function assertRefuses(url: string, prepare: "true" | "false", saying: RegExp) {
    await assert.rejects(startReceiver(url, prepare), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /exited with code 2 before it was ready/);
      assert.match(error.message, saying);
      return true;
    });
  }

  async function setTimeouts(): Promise<void> {
    for (const timeout of TIMEOUTS) {
      await database.admin.unsafe(
        `alter role current_user in database ${database.name} set ${timeout} = '1500ms'`,
      );
    }
  }

  /** Sends them all at once. @returns Those that were acknowledged. */
  async function deliverAtOnce(purchases: readonly Purchase[]): Promise<readonly Purchase[]> {
    const outcomes = await Promise.all(purchases.map(({ event }) => shop.deliver(event)));
    return purchases.filter((_, index) => {
      const outcome = outcomes[index];
      return outcome !== undefined && isAccepted(outcome);
    });
  }

  async function assertStored(purchases: readonly Purchase[]): Promise<void> {
    const ids = purchases.map(({ event }) => event.id);
    const stored = await database.admin<{ event_id: string }[]>`
      select event_id from inbox where event_id = any(${ids})
    `;
    assert.equal(stored.length, ids.length, "every acknowledged event is in the inbox");
  }

  test("refuses to start where statements would be prepared, whether its parameters are refused or dropped", async () => {
    for (const ignored of [[], TIMEOUTS]) {
      await database.withPooler(ignored, ({ url }) =>
        assertRefuses(url, "true", /DATABASE_PREPARE=false/),
      );
    }
  });

  test("refuses to start where the role has no timeouts, and works once it is set up as it says", async () => {
    await database.withPooler([], async (pooler) => {
      const saying = /alter role "\w+" in database "\w+" set lock_timeout = '1500ms'/;
      await assertRefuses(pooler.url, "false", saying);
      await setTimeouts();
      await pooler.restart();

      for (let start = 0; start < FRESH_STARTS; start += 1) {
        const receiver = await startReceiver(pooler.url, "false");
        const purchases = Array.from({ length: IN_FLIGHT }, (_, n) =>
          shop.purchase(`start_${start}_${n}`),
        );
        const acknowledged = await deliverAtOnce(purchases);
        assert.equal(acknowledged.length, IN_FLIGHT);
        await assertStored(acknowledged);
        await receiver.kill();
      }
    });
  });

  test("loses nothing that it acknowledged while the pooler is restarted, and itself is killed", async () => {
    await setTimeouts();
    await database.withPooler([], async (pooler) => {
      const receiver = await startReceiver(pooler.url, "false");
      const killed = () => receiver.kill().then(() => receiver.restart());
      const disturbances = [pooler.restart, killed, pooler.restart];
      const all: Purchase[] = [];
      for (const [round, disturb] of disturbances.entries()) {
        const purchases = Array.from({ length: IN_FLIGHT }, (_, n) =>
          shop.purchase(`disturbed_${round}_${n}`),
        );
        const [acknowledged] = await Promise.all([deliverAtOnce(purchases), disturb()]);
        await assertStored(acknowledged);
        all.push(...purchases);
      }
      for (let first = 0; first < all.length; first += IN_FLIGHT) {
        const some = all.slice(first, first + IN_FLIGHT);
        await Promise.all(some.map(({ event }) => shop.settle(event)));
      }
      await assertStored(all);
      for (const purchase of all.slice(0, 20)) await shop.assertGrantedOnce(purchase);
      await receiver.stop();
    });
  });
});
