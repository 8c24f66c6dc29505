import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import postgres, { type Sql } from "postgres";
import type { EventToRecord } from "./apply.ts";
import { DatabaseDeadlineError, DatabaseError } from "./database-error.ts";
import type { Entitlement } from "./entitlement.ts";
import { createIntake, type Intake, type IntakeOptions } from "./intake.ts";
import type { Pool } from "./pools.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { entitlementOf } from "./testing/entitlement.ts";

const CONNECTIONS = 10;

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(CONNECTIONS);
});
after(() => database.drop());

function openIntake(options: Partial<IntakeOptions> = {}, pool: Pool = database.pools.deliveries) {
  return createIntake(pool, {
    batchMax: 64,
    connections: CONNECTIONS,
    now: () => performance.now(),
    ...options,
  });
}

/** A pool that counts how many statements were asked. */
function countingPool(): { readonly pool: Pool; readonly asked: () => number } {
  let asked = 0;
  const { deliveries } = database.pools;
  return {
    pool: {
      ...deliveries,
      run: (work) => {
        asked += 1;
        return deliveries.run(work);
      },
    },
    asked: () => asked,
  };
}

function eventOf(
  change: Partial<EventToRecord> = {},
  entitled: Partial<Entitlement> = {},
): EventToRecord {
  const source = `psess_${randomUUID()}`;
  return {
    isRecorded: false,
    provider: "proxy",
    eventId: `evt_${randomUUID()}`,
    type: "proxy_session.provisionable",
    objectId: source,
    otherId: null,
    occurredAt: new Date("2026-01-01T12:00:00.000Z"),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement: entitlementOf(source, [1], entitled),
    ...change,
  };
}

/** @returns What each event came to: its outcome, or the code of its error. */
function applyAll(intake: Intake, events: readonly EventToRecord[]): Promise<readonly string[]> {
  return Promise.all(
    events.map((event) =>
      intake.run(({ apply }) => apply(event)).catch((error: unknown) => codeOf(error)),
    ),
  );
}

function codeOf(error: unknown): string {
  assert.ok(error instanceof Error);
  return "code" in error ? String(error.code) : error.name;
}

/** A transaction of somebody else's. */
async function beginOutside(): Promise<Sql> {
  const holder = postgres(database.url, { max: 1 });
  await holder`begin`;
  return holder;
}

/** What no check of ours lets in, each as if one had. */
const BAD: Readonly<Record<string, EventToRecord>> = {
  "NUL in a text": eventOf({ type: "a\0b" }),
  "NUL in an id": eventOf({ eventId: "evt_\0" }),
  "half a character": eventOf({ type: "\ud800" }),
  "an empty id": eventOf({ eventId: "" }),
  "no type": eventOf({ type: null as unknown as string }),
  "another provider": eventOf({ provider: "none" as "proxy" }),
  "a hash that is none": eventOf({ bodySha256: "0" }),
  "a date that is none": eventOf({ occurredAt: new Date(Number.NaN) }),
  "a date that Postgres has not": eventOf({ occurredAt: new Date(8.64e15) }),
  "a fact that is no JSON": eventOf({ fact: "{" }),
  "a fact of no object": eventOf({ fact: "{}", objectId: null }),
  "an id that no index holds": eventOf({ eventId: randomText(9000) }),
  "an access that is none": eventOf({}, { access: "free" as "granted" }),
  "an amount that is no whole number": eventOf({}, { quantity: 0.5 }),
  "an amount beyond a bigint": eventOf({}, { quantity: 1e30 }),
  "an amount below zero": eventOf({}, { quantity: -1 }),
  "a flag that is none": eventOf({}, { flags: ["odd"] }),
  "a version that is none": eventOf({}, { version: ["soon"] }),
  "a version that can't be compared": eventOf({}, { version: [Number.NaN] }),
};

/** By its SQLSTATE. */
const DATA_AT_FAULT = /^(22|23|54)\w{3}$/;

/** What no compression makes short. */
function randomText(length: number): string {
  return Array.from({ length: length / 36 }, () => randomUUID()).join("");
}

describe("an intake", () => {
  for (const [what, bad] of Object.entries(BAD)) {
    test(`refuses ${what}, and applies all that came with it`, async () => {
      const events = Array.from({ length: 12 }, () => eventOf());
      const outcomes = await applyAll(openIntake(), events.with(7, bad));
      assert.match(outcomes[7] ?? "", DATA_AT_FAULT);
      assert.deepEqual(outcomes.with(7, "applied"), Array<string>(12).fill("applied"));
    });
  }

  test("applies what comes at once in few statements, each event with its own outcome", async () => {
    const { pool, asked } = countingPool();
    const intake = openIntake({}, pool);
    const known = eventOf();
    await applyAll(intake, [known]);
    const outcomes = await applyAll(intake, [
      ...[eventOf(), known, eventOf({ entitlement: null }), eventOf(), known],
    ]);
    assert.deepEqual(outcomes, ["applied", "duplicate", "unchanged", "applied", "duplicate"]);
    assert.equal(asked(), 3);
  });

  test("gives each event a statement of its own where a batch may hold one", async () => {
    const { pool, asked } = countingPool();
    const events = Array.from({ length: 30 }, () => eventOf());
    const outcomes = await applyAll(openIntake({ batchMax: 1 }, pool), events);
    assert.deepEqual(outcomes, Array<string>(30).fill("applied"));
    assert.equal(asked(), 30);
  });

  test("applies a whole batch while somebody holds the row of one of them", async () => {
    const locked = eventOf();
    const intake = openIntake();
    await applyAll(intake, [locked]);
    const source = locked.entitlement?.source ?? "";
    const holder = await beginOutside();
    await holder`select from entitlement where source = ${source} for update`;

    const next = eventOf({ entitlement: entitlementOf(source, [2]) });
    const others = Array.from({ length: 30 }, () => eventOf());
    const waiting = applyAll(intake, [eventOf(), next]);
    const outcomes = await applyAll(intake, others);
    assert.deepEqual(outcomes, Array<string>(30).fill("applied")); // and the row is still held
    await holder.end(); // with what it holds
    assert.deepEqual(await waiting, ["applied", "applied"]);
  });

  test("tells who waits for a row in vain what it would be told without the others", async () => {
    const locked = eventOf();
    const holder = await beginOutside();
    await holder`
      insert into inbox (provider, event_id, type, occurred_at, body_sha256)
      values ('proxy', ${locked.eventId}, 'any', now(), ${locked.bodySha256})
    `;
    const outcomes = await applyAll(openIntake(), [eventOf(), locked, eventOf()]);
    await holder.end(); // with what it holds
    assert.deepEqual(outcomes, ["applied", "55P03", "applied"]);
  });

  test("lets nobody wait in its queue for longer than for an answer", async () => {
    const never: Pool = {
      ...database.pools.deliveries,
      run: () => new Promise<never>(() => undefined),
    };
    const outcomes = await applyAll(
      openIntake({}, never),
      Array.from({ length: 100 }, () => eventOf()),
    );
    assert.deepEqual(new Set(outcomes), new Set([new DatabaseDeadlineError().code]));
  });

  test("is closed while more waits than will be applied in time", async () => {
    let time = 0;
    const ends: (() => void)[] = [];
    const slow: Pool = {
      ...database.pools.deliveries,
      run: () =>
        new Promise<never>((_, reject) =>
          ends.push(() => reject(new DatabaseError("AWAY", "Cannot reach the database"))),
        ),
    };
    const intake = openIntake({ batchMax: 2, connections: 1, now: () => time }, slow);
    const first = applyAll(intake, [eventOf()]);
    time += 1000;
    ends.shift()?.();
    assert.deepEqual(await first, ["AWAY"]);
    assert.ok(intake.isOpen());
    const others = applyAll(
      intake,
      Array.from({ length: 120 }, () => eventOf()),
    );
    assert.ok(!intake.isOpen());
    while (ends.length > 0) {
      for (const end of ends.splice(0)) end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok((await others).includes("DATABASE_OVERLOADED"));
  });
});
