import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { findOrphans } from "../doctor/orphans.ts";
import { deliver, eventOf, sessionOf, subscriptionOf, type WireObject } from "../proxy/testing.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestReceiver, type TestReceiver } from "../testing/receiver.ts";
import { type DropOptions, type Dropped, dropOld } from "./drop-old.ts";

/** Of so many days before its time. */
const OLD_DAYS = 500;

const KEPT_DAYS = 400;

/** Enough rows for several statements. */
const FILLERS = 8000;

let database: TestDatabase;
let receiver: TestReceiver;
before(async () => {
  database = await createTestDatabase(4);
  receiver = await createTestReceiver(database.pools);
});
after(() => database.drop());

function drop(change: Partial<DropOptions> = {}): Promise<Dropped> {
  return dropOld(database.sql, {
    olderThanDays: KEPT_DAYS,
    isDry: false,
    signal: new AbortController().signal,
    ...change,
  });
}

/** Lets time pass, for all that is there. */
async function age(): Promise<void> {
  await database.sql`
    update inbox set received_at = received_at - make_interval(days => ${OLD_DAYS})
  `;
  await database.sql`
    update change set changed_at = changed_at - make_interval(days => ${OLD_DAYS})
  `;
}

/** @returns What the receiver says it did. */
async function outcomeOf(body: string): Promise<unknown> {
  const response = await receiver.fetch(deliver(body));
  assert.equal(response.status, 200);
  return receiver.lines.findLast(({ outcome }) => outcome !== undefined)?.["outcome"];
}

/** An event about an object as it is now at Proxy. */
async function tell(object: WireObject, type: string): Promise<string> {
  receiver.objects.set(object.id, object);
  const body = eventOf(object, { type });
  assert.equal(await outcomeOf(body), "applied");
  return body;
}

async function countOf(table: "inbox" | "change"): Promise<number> {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from ${database.sql(table)}
  `;
  return row?.count ?? 0;
}

/** In order: each test starts where the one before it left the database. */
describe("dropOld()", () => {
  const [session, subscription] = ["psess_old", "psub_old"] as const;
  const bodies: string[] = [];
  let log: unknown;
  let access: unknown;

  before(async () => {
    const started = { original_proxy_session_id: session, buyer_reference: `buyer of ${session}` };
    const ended = { ...started, status: "cancelled", updated_at: "2026-01-02T12:00:00.000Z" };
    bodies.push(
      await tell(sessionOf(session), "proxy_session.provisionable"),
      await tell(subscriptionOf(subscription, started), "subscription.renewed"),
      await tell(subscriptionOf(subscription, ended), "subscription.cancelled"),
    );
    await age();
    log = await readLog();
    access = await receiver.entitlementsOf(`buyer of ${session}`);
  });

  const readLog = () =>
    database.sql`select event_id, changed_at from change where initial_grant order by id`.then(
      (rows) => rows.map((row) => ({ ...row })),
    );

  test("drops nothing that is young, and of a dry run nothing at all", async () => {
    assert.deepEqual(await drop({ olderThanDays: OLD_DAYS + 1 }), { events: 0, changes: 0 });
    assert.deepEqual(await drop({ isDry: true }), { events: 3, changes: 2 });
    assert.equal(await countOf("inbox"), 3);
  });

  test("drops old events, and the old changes that granted nothing first", async () => {
    assert.deepEqual(await drop(), { events: 3, changes: 2 });
    assert.deepEqual([await countOf("inbox"), await countOf("change")], [0, 1]);
    assert.deepEqual(await readLog(), log);
    assert.deepEqual(await receiver.entitlementsOf(`buyer of ${session}`), access);
    assert.deepEqual(await drop(), { events: 0, changes: 0 });
  });

  test("leaves no orphan that the doctor would speak of", async () => {
    for (const count of Object.values(await findOrphans(database.sql))) assert.equal(count, 0);
  });

  test("lets every late repetition change nothing, whatever its order", async () => {
    for (const body of bodies.toReversed()) assert.equal(await outcomeOf(body), "unchanged");
    for (const body of bodies) assert.equal(await outcomeOf(body), "duplicate");
    assert.deepEqual(await readLog(), log);
    assert.equal(await countOf("change"), 1);
    assert.deepEqual(await receiver.entitlementsOf(`buyer of ${session}`), access);
  });

  test("lets a purchase that ends afterwards end, and be granted again without a grant", async () => {
    await tell(sessionOf(session, "failed", 1), "proxy_session.failed");
    await tell(sessionOf(session, "provisionable", 2), "proxy_session.provisionable");
    assert.equal(await countOf("change"), 3);
    assert.deepEqual(await readLog(), log);
  });

  test("keeps the facts of Gwop's invoices, which a fold needs for ever", async () => {
    await database.sql`
      insert into inbox (provider, event_id, type, object_id, occurred_at, body_sha256, fact)
      values ('gwop', 'evt_fact', 'invoice.paid', 'an invoice', now(), ${"0".repeat(64)}, '{}'),
        ('gwop', 'evt_other', 'unknown', null, now(), ${"0".repeat(64)}, null)
    `;
    await age();
    await drop();
    const left = await database.sql`select event_id from inbox`;
    assert.deepEqual(
      left.map((row) => row["event_id"]),
      ["evt_fact"],
    );
  });

  test("ends after the statement under way when it is told to", async () => {
    await fill();
    const ended = AbortSignal.abort();
    assert.deepEqual(await drop({ signal: ended }), { events: 0, changes: 0 });
    assert.ok((await countOf("inbox")) > FILLERS);
  });

  test("works beside deliveries: none is refused, none is lost, none grants twice", async () => {
    let isDone = false;
    const sessions: string[] = [];
    const delivering = Array.from({ length: 4 }, async (_, lane) => {
      for (let number = 0; !isDone || number < 10; number += 1) {
        const object = sessionOf(`psess_${lane}_${number}`);
        receiver.objects.set(object.id, object);
        const body = eventOf(object);
        // The old ones come again while they are dropped.
        const old = bodies[number % bodies.length] ?? body;
        for (const one of [body, old, body]) {
          assert.equal((await receiver.fetch(deliver(one))).status, 200);
        }
        sessions.push(object.id);
      }
    });
    const dropping = drop().finally(() => {
      isDone = true;
    });
    const [{ events }] = await Promise.all([dropping, ...delivering]);
    assert.ok(events >= FILLERS);
    for (const id of sessions) {
      const [row] = (await receiver.entitlementsOf(`buyer of ${id}`)) as readonly unknown[];
      assert.deepEqual(row, {
        provider: "proxy",
        source: id,
        access: "granted",
        renews: null,
        access_until: null,
        quantity: 2,
        grants: 1,
      });
    }
    assert.equal((await readLog()).length, 1 + sessions.length);
  });
});

/** Old events, of a type that nobody knows. */
async function fill(): Promise<void> {
  await database.sql`
    insert into inbox (provider, event_id, type, occurred_at, received_at, body_sha256)
    select 'proxy', 'evt_filler_' || number, 'unknown', now(),
      now() - make_interval(days => ${OLD_DAYS}), ${"0".repeat(64)}
    from generate_series(1, ${FILLERS}::int) as number
  `;
}
