import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { applyEvents, type EventToRecord } from "./apply.ts";
import type { Access, Entitlement } from "./entitlement.ts";
import { readEntitlements } from "./probe.ts";
import { keyOf, type Version } from "./proxy/order.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { entitlementOf } from "./testing/entitlement.ts";

/** As many as race in production when several instances share a database. */
const CONNECTIONS = 24;

const NOON = Date.parse("2026-01-01T12:00:00.000Z");
const MILLISECOND_NS = 1_000_000n;
const NOON_NS = BigInt(NOON) * MILLISECOND_NS;

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(CONNECTIONS);
});
after(() => database.drop());

/** The version of a session `tick` milliseconds after noon. */
function versionAt(tick: number): Version {
  return {
    updatedAtNs: NOON_NS + BigInt(tick) * MILLISECOND_NS,
    statusRank: 4,
    cancelAtPeriodEnd: false,
    currentPeriodEndNs: null,
  };
}

/** The state of a session `tick` milliseconds after noon. */
function stateOf(source: string, tick: number, change: Partial<Entitlement> = {}): Entitlement {
  return entitlementOf(source, keyOf(versionAt(tick)), change);
}

function eventOf(entitlement: Entitlement | null, eventId = `evt_${randomUUID()}`): EventToRecord {
  return {
    isRecorded: false,
    provider: "proxy",
    eventId,
    type: "proxy_session.provisionable",
    objectId: entitlement?.source ?? null,
    otherId: null,
    occurredAt: new Date(NOON),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement,
  };
}

/** @returns The outcome of one event, applied by itself. */
async function apply(event: EventToRecord): Promise<string | undefined> {
  const [outcome] = await applyEvents(database.sql, [event]);
  return outcome;
}

async function readAccess(source: string): Promise<string | undefined> {
  const rows = await readEntitlements(database.sql, `buyer of ${source}`);
  return rows.find((row) => row.source === source)?.access;
}

describe("applyEvents()", () => {
  test("does nothing for no events", async () => {
    assert.deepEqual(await applyEvents(database.sql, []), []);
  });

  test("grants once, and calls every repetition a duplicate, in a batch or out of it", async () => {
    const source = `psess_${randomUUID()}`;
    const event = eventOf(stateOf(source, 0));
    assert.deepEqual(await applyEvents(database.sql, [event, event]), ["applied", "duplicate"]);
    assert.equal(await apply(event), "duplicate");
    assert.equal(await apply(eventOf(stateOf(source, 0))), "unchanged");
    assert.equal(await apply(eventOf(stateOf(source, 1))), "applied");

    const [row] = await readEntitlements(database.sql, `buyer of ${source}`);
    assert.deepEqual(row, {
      provider: "proxy",
      source,
      access: "granted",
      renews: null,
      access_until: null,
      quantity: 3,
      grants: 1,
    });
  });

  test("records an event without effect, and says so", async () => {
    const event = eventOf(null);
    assert.equal(await apply(event), "unchanged");
    assert.equal(await apply(event), "duplicate");
  });

  test("lets the newer state win by each part of its version, whichever is written first", async () => {
    const version = versionAt(0);
    const ascending = [
      version,
      { ...version, currentPeriodEndNs: NOON_NS },
      { ...version, currentPeriodEndNs: NOON_NS + 1n },
      { ...version, currentPeriodEndNs: NOON_NS + MILLISECOND_NS },
      { ...version, cancelAtPeriodEnd: true },
      { ...version, statusRank: 5 },
      { ...version, updatedAtNs: NOON_NS + 1n, statusRank: 0 },
      { ...version, updatedAtNs: NOON_NS + MILLISECOND_NS, statusRank: 0 },
    ].map(keyOf);
    for (const [older, newer] of ascending
      .slice(1)
      .map((v, i) => [ascending[i] ?? v, v] as const)) {
      const source = `psess_${randomUUID()}`;
      const lost = eventOf(stateOf(source, 0, { version: older, access: "unavailable" }));
      assert.equal(await apply(eventOf(stateOf(source, 0, { version: newer }))), "applied");
      assert.equal(await apply(lost), "stale");
      assert.equal(await readAccess(source), "granted");

      const inOneBatch = `psess_${randomUUID()}`;
      const events = [newer, older].map((v) => eventOf(stateOf(inOneBatch, 0, { version: v })));
      assert.deepEqual(await applyEvents(database.sql, events), ["applied", "stale"]);
    }
  });

  test("calls a purchase that fails after it was granted ended, not unavailable (A17)", async () => {
    const source = `psess_${randomUUID()}`;
    await apply(eventOf(stateOf(source, 0)));
    await apply(eventOf(stateOf(source, 1, { access: "unavailable", quantity: null })));
    assert.equal(await readAccess(source), "ended");
  });

  for (const first of ["session", "subscription"]) {
    test(`lets a subscription stand in for its session, the ${first} first (A13)`, async () => {
      const session = `psess_${randomUUID()}`;
      const subscription = `psub_${randomUUID()}`;
      const buyerReference = `buyer of ${subscription}`;
      const started = { startedBy: session, renews: true, quantity: null };
      const events = [
        eventOf(stateOf(session, 0, { buyerReference })),
        eventOf(stateOf(subscription, 0, { ...started, accessUntil: new Date(NOON) })),
      ];
      for (const event of first === "session" ? events : events.toReversed()) await apply(event);

      assert.deepEqual(await readEntitlements(database.sql, buyerReference), [
        {
          provider: "proxy",
          source: subscription,
          access: "granted",
          renews: true,
          access_until: "2026-01-01T12:00:00.000Z",
          quantity: 3,
          grants: null,
        },
      ]);
    });
  }

  test("waits for a copy in flight, is a duplicate if it commits, and the first if not", async () => {
    for (const end of ["commit", "rollback"]) {
      const event = eventOf(stateOf(`psess_${randomUUID()}`, 0));
      const first = await database.sql.reserve();
      await first`begin`;
      await applyEvents(first, [event]);
      const second = apply(event);
      await someoneWaits();
      await first.unsafe(end);
      first.release();
      assert.equal(await second, end === "commit" ? "duplicate" : "applied");
    }
  });

  test("records nothing when it can't wait any longer", async () => {
    const event = eventOf(stateOf(`psess_${randomUUID()}`, 0));
    const first = await database.sql.reserve();
    await first`begin`;
    await applyEvents(first, [event]);
    await assert.rejects(apply(event), { code: "55P03" });
    await first`rollback`;
    first.release();
    assert.equal(await apply(event), "applied");
  });
});

/** Resolves when a query of ours waits for a lock: the database says so, no clock does. */
async function someoneWaits(): Promise<void> {
  for (;;) {
    const waiting = await database.sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
    `;
    if (waiting.length > 0) return;
  }
}

const SOURCES = 3;
const EVENTS_MAX = 12;
const BATCH_MAX = 8;

/** One access a version: two states of one object that tie are one state (A11). */
const ACCESSES: readonly Access[] = ["granted", "unavailable", "granted", "granted"];

/**
 * Events about few sources and few versions, so that they conflict; then batches of their indexes,
 * with repeats in a batch and between batches.
 */
const arbitraryLoad = fc.record(
  {
    events: fc.array(
      fc.record(
        {
          source: fc.nat({ max: SOURCES - 1 }),
          tick: fc.nat({ max: ACCESSES.length - 1 }),
          matters: fc.boolean(),
        },
        { noNullPrototype: true },
      ),
      { minLength: 1, maxLength: EVENTS_MAX },
    ),
    batches: fc.array(
      fc.array(fc.nat({ max: EVENTS_MAX - 1 }), { minLength: 1, maxLength: BATCH_MAX }),
      { minLength: 1, maxLength: CONNECTIONS },
    ),
  },
  { noNullPrototype: true },
);

/**
 * The database schedules the race, so a failure here is proof and a hold is evidence. Many small
 * races on few rows, each with fresh ids.
 */
describe("applyEvents() at once", () => {
  test("keeps each event once, the newest state, and a log that tells how it came to be", () =>
    fc.assert(
      fc.asyncProperty(arbitraryLoad, async ({ events, batches }) => {
        const sources = Array.from({ length: SOURCES }, () => `psess_${randomUUID()}`);
        const known = events.map(({ source, tick, matters }) =>
          eventOf(
            matters
              ? stateOf(sources[source] ?? "", tick, { access: ACCESSES[tick] ?? "granted" })
              : null,
          ),
        );
        const sent = batches.map((batch) =>
          batch.flatMap((index) => known.slice(index % known.length).slice(0, 1)),
        );

        const outcomes = await Promise.all(sent.map((batch) => applyEvents(database.sql, batch)));

        const told = sent.flat().map((event, i) => ({ event, outcome: outcomes.flat()[i] }));
        for (const event of new Set(sent.flat())) {
          const firsts = told.filter((t) => t.event === event && t.outcome !== "duplicate");
          assert.equal(firsts.length, 1);
          if (event.entitlement === null) assert.equal(firsts[0]?.outcome, "unchanged");
        }
        for (const source of sources) {
          const received = sent.flat().filter(({ entitlement }) => entitlement?.source === source);
          const applied = told.filter(
            ({ event, outcome }) => event.entitlement?.source === source && outcome === "applied",
          );
          await checkSource(
            source,
            received,
            applied.map(({ event }) => event),
          );
        }
      }),
      { numRuns: 150 },
    ));
});

/** Compares what is stored of a source with what was sent about it. */
async function checkSource(
  source: string,
  received: readonly EventToRecord[],
  applied: readonly EventToRecord[],
): Promise<void> {
  const instants = received.map(({ entitlement }) => Number(entitlement?.version[0]));
  const [held] = await database.sql`
    select *, version[1]::float8 as version_at from entitlement where source = ${source}
  `;
  const log = await database.sql`
    select change.*, t.version from change
      join unnest(
        ${applied.map(({ eventId }) => eventId)}::text[],
        ${applied.map(({ entitlement }) => String(entitlement?.version[0]))}::text[]::numeric[]
      ) as t (event_id, version) using (event_id)
    where source = ${source} order by id
  `;
  const [{ count } = { count: -1 }] = await database.sql<{ count: number }[]>`
    select count(*)::int from change where source = ${source}
  `;
  assert.equal(count, applied.length);
  assert.equal(log.length, applied.length);
  if (received.length === 0) return assert.equal(held, undefined);

  const newest = Math.max(...instants);
  assert.equal(held?.["version_at"], newest);
  assert.equal(held?.["access"], ACCESSES[newest - NOON]);
  assert.equal(log.at(-1)?.["event_id"], held?.["event_id"]);

  const versions = log.map((row) => Number(row["version"]));
  assert.deepEqual(
    versions,
    [...new Set(versions)].toSorted((a, b) => a - b),
  );

  const firstGrant = log.findIndex((row) => row["access"] === "granted");
  const initial = log.flatMap((row, index) => (row["initial_grant"] ? [index] : []));
  assert.deepEqual(initial, firstGrant === -1 ? [] : [firstGrant]);
  assert.equal(held?.["granted_by"], log[firstGrant]?.["event_id"] ?? null);
}
