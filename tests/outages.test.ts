/**
 * The receiver as a process, in a world that falls apart around it: the one test that sees both the
 * server and the harness, and a Postgres that can be restarted under them.
 *
 * @module
 */

import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { type ManagedTarget, startTarget } from "../harness/target/managed-target.ts";
import { type Postgres, startPostgres } from "../scripts/postgres.ts";
import { openShop, type Shop } from "./shop.ts";

const IN_FLIGHT = 60;

let folder: string;
let database: Postgres;
let shop: Shop;
let receiver: ManagedTarget;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/conformance-`);
  await chmod(folder, 0o755);
  database = await startPostgres({ directory: `${folder}/postgres` });
  shop = await openShop();
  receiver = await startTarget({
    command: `${process.execPath} server/main.ts`,
    environment: { ...shop.environment, DATABASE_URL: database.url },
    readyUrl: `${shop.origin}/readyz`,
    readyWithinMs: 30_000,
  });
});

after(async () => {
  await receiver?.stop();
  await shop?.close();
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Keeps so many deliveries in flight while something happens to the database. */
async function underLoad(name: string, disturb: () => Promise<void>): Promise<void> {
  const purchases = Array.from({ length: IN_FLIGHT }, (_, n) => shop.purchase(`${name}_${n}`));
  let disturbed = false;
  const disturbing = disturb().finally(() => {
    disturbed = true;
  });
  await Promise.all(
    purchases.map(async ({ event }) => {
      do await shop.settle(event);
      while (!disturbed);
      await shop.settle(event);
    }),
  );
  await disturbing;
  for (const purchase of purchases) await shop.assertGrantedOnce(purchase);
}

describe("the receiver, with 60 deliveries in flight", { timeout: 120_000 }, () => {
  test("answers every one of them while all its connections are terminated, again and again", () =>
    underLoad("terminated", async () => {
      const admin = postgres(database.url, { max: 1 });
      try {
        for (let round = 0; round < 10; round += 1) {
          await admin`
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name like 'proxy-checkout-receiver%'
          `;
          await pause(100);
        }
      } finally {
        await admin.end();
      }
    }));

  test("answers every one of them while Postgres is restarted", () =>
    underLoad("restarted", () => database.restart()));
});

describe("the receiver, killed between two deliveries", { timeout: 120_000 }, () => {
  test("has lost nothing and doubles nothing", async () => {
    const acknowledged = shop.purchase("acknowledged");
    const pending = shop.purchase("pending");
    await shop.settle(acknowledged.event);
    await receiver.kill();
    await receiver.restart();
    for (const { event } of [pending, acknowledged, pending]) await shop.settle(event);
    for (const purchase of [pending, acknowledged]) await shop.assertGrantedOnce(purchase);
  });
});
