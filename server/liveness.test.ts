import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DatabaseConnectionError } from "./database-error.ts";
import { createLiveness, writeOutside } from "./liveness.ts";
import type { Pool } from "./pools.ts";
import { createTestDatabase } from "./testing/database.ts";
import { hangCommits } from "./testing/outage.ts";

/** A pool that is silent for as long as it is told to be, and the moment that its questions are asked. */
function createWorld() {
  let time = 0;
  let silentSince: number | null = null;
  let isOutsideAnswered = true;
  let asked = 0;
  const answering: Pool = { isOpen: () => true, run: () => never, silentMs: () => null };
  const pool: Pool = {
    ...answering,
    silentMs: () => (silentSince === null ? null : time - silentSince),
    run: () => {
      asked += 1;
      return never;
    },
  };
  const isAlive = createLiveness({
    pools: { deliveries: pool, reads: answering },
    askOutside: async () => {
      if (!isOutsideAnswered) throw new Error("away");
    },
    now: () => time,
  });
  return {
    isAlive,
    asked: () => asked,
    fallSilent: () => {
      silentSince = time;
    },
    answer: () => {
      silentSince = null;
    },
    setDatabase: (isThere: boolean) => {
      isOutsideAnswered = isThere;
    },
    /** @returns What each of the polls on the way was told. */
    pollFor: async (seconds: number, every = 1) => {
      const told: boolean[] = [];
      for (let second = 0; second < seconds; second += every) {
        time += every * 1000;
        told.push(await isAlive());
      }
      return told;
    },
  };
}

const never = new Promise<never>(() => undefined);

describe("liveness", () => {
  test("ends where a pool has been silent for 15 s and others were answered all the while", async () => {
    const world = createWorld();
    assert.ok((await world.pollFor(60)).every(Boolean));
    world.fallSilent();
    assert.ok((await world.pollFor(15)).every(Boolean));
    assert.ok((await world.pollFor(10)).includes(false));
    world.answer();
    assert.ok((await world.pollFor(10)).every(Boolean));
  });

  test("doesn't end while the database is away, nor at the moment when it is back", async () => {
    const world = createWorld();
    world.setDatabase(false);
    world.fallSilent();
    assert.ok((await world.pollFor(300)).every(Boolean));
    world.setDatabase(true);
    assert.ok((await world.pollFor(10)).every(Boolean));
    assert.ok((await world.pollFor(10)).includes(false));
  });

  test("doesn't add up silences that were apart, for somebody who asks seldom", async () => {
    const world = createWorld();
    for (let round = 0; round < 10; round += 1) {
      world.fallSilent();
      assert.ok((await world.pollFor(10, 10)).every(Boolean));
      world.answer();
    }
  });

  test("asks the pools by itself, once a second at most, so that an idle one is known too", async () => {
    const world = createWorld();
    await Promise.all(Array.from({ length: 50 }, () => world.isAlive()));
    assert.equal(world.asked(), 1);
    await world.pollFor(3);
    assert.equal(world.asked(), 4);
  });
});

describe("what is asked outside of the pools", () => {
  test("is answered where something can be written, and not where commits hang", async () => {
    const database = await createTestDatabase();
    await writeOutside(database.url, true);
    await hangCommits(database, "readiness");
    await assert.rejects(writeOutside(database.url, true), DatabaseConnectionError);
    await database.drop();
  });
});
