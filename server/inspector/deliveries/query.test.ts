import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import fc from "fast-check";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { countRowsRead } from "../../testing/rows-read.ts";
import { tellDelivery, tellHeld } from "../testing/rows.ts";
import { type Cursor, type Filter, parseFilter } from "./filter.ts";
import { type DeliveryRow, findDeliveries, findNewer, latestId } from "./query.ts";

function filterOf(query: string): Filter {
  const { filter, problems } = parseFilter(new URLSearchParams(query));
  assert.deepEqual(problems, []);
  return filter;
}

describe("findDeliveries()", () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
  });
  beforeEach(() => database.sql`truncate delivery`);
  after(() => database.drop());

  /** Goes through all pages. @param between Is done before each but the first. */
  async function readAll(query = "", between = async () => {}): Promise<readonly DeliveryRow[]> {
    const rows: DeliveryRow[] = [];
    let next: Cursor | null = null;
    do {
      const page = await findDeliveries(database.sql, filterOf(query), next);
      rows.push(...page.rows);
      next = page.next;
      await between();
    } while (next !== null);
    return rows;
  }

  /** Some at the same instant, as batches write them. */
  async function tellMany(count: number, from = 0): Promise<void> {
    await database.sql`
      insert into delivery (
        request_id, provider, received_at, duration_ms, event_id, type, object_id, bytes,
        body_sha256, outcome, status
      ) select gen_random_uuid(), 'proxy', '2026-01-01'::timestamptz + (n / 3) * interval '1 s', 1,
        'evt_' || n, 'any', 'psess_' || n % 7, 1, ${"0".repeat(64)}, 'applied', 200
      from generate_series(${from}::int, ${from + count - 1}::int) as n
    `;
  }

  test("gives each event once over all its pages, newest first, while others arrive", async () => {
    await tellMany(230);
    let arrived = 1000;
    const rows = await readAll("", async () => {
      await tellMany(30, arrived);
      arrived += 30;
    });
    const ids = rows.map(({ event_id }) => event_id);
    const expected = Array.from({ length: 230 }, (_, n) => `evt_${n}`);
    assert.deepEqual(ids.toSorted(), expected.toSorted());
    const micros = rows.map((row) => BigInt(row.micros));
    assert.deepEqual(
      micros,
      micros.toSorted((a, b) => Number(b - a)),
    );
  });

  test("folds repetitions into the latest, and counts them", async () => {
    for (const outcome of ["applied", "duplicate", "duplicate"]) {
      await tellDelivery(database.sql, { eventId: "evt_thrice", outcome });
    }
    await tellDelivery(database.sql, { eventId: null });
    await tellDelivery(database.sql, { eventId: null });
    const rows = await readAll();
    assert.deepEqual(
      rows.map(({ event_id, outcome, attempts }) => [event_id, outcome, attempts]),
      [
        [null, "applied", null],
        [null, "applied", null],
        ["evt_thrice", "duplicate", 3],
      ],
    );
    const applied = await readAll("outcome=applied&event=evt_thrice");
    assert.deepEqual(
      applied.map(({ outcome, attempts }) => [outcome, attempts]),
      [["applied", 3]],
    );
  });

  test("goes on behind an event that came more often than is looked at", async () => {
    await tellDelivery(database.sql, { eventId: "evt_first", receivedAt: new Date("2025-01-01") });
    await database.sql`
      insert into delivery (
        request_id, provider, received_at, duration_ms, event_id, bytes, body_sha256, outcome, status
      ) select gen_random_uuid(), 'proxy', '2026-01-01'::timestamptz + n * interval '1 ms', 1,
        'evt_flood', 1, ${"0".repeat(64)}, 'duplicate', 200
      from generate_series(1, 4500) as n
    `;
    const rows = await readAll();
    assert.deepEqual(
      rows.map(({ event_id, attempts }) => [event_id, attempts]),
      [
        ["evt_flood", 1000],
        ["evt_first", 1],
      ],
    );
  });

  /** Few values of each, so that many combinations are there. */
  const arbitraryRow = fc.record(
    {
      eventId: fc.constantFrom("evt_1", "evt_2", "evt_3", null),
      type: fc.constantFrom("a", "b", null),
      objectId: fc.constantFrom("psess_1", "psess_2", null),
      outcome: fc.constantFrom("applied", "stale", "refused"),
      status: fc.constantFrom(200, 503),
      receivedAt: fc.constantFrom(1, 2, 3).map((day) => new Date(Date.UTC(2026, 0, day))),
    },
    { noNullPrototype: true },
  );
  const arbitraryQuery = fc
    .record({
      event: fc.constantFrom("", "evt_1"),
      type: fc.constantFrom("", "a", "a,b", "a,z"),
      object: fc.constantFrom("", "psess_1"),
      buyer: fc.constantFrom("", "user_of_1"),
      outcome: fc.constantFrom("", "applied", "applied,refused"),
      status: fc.constantFrom("", "503", "200", "200,503"),
      from: fc.constantFrom("", "2026-01-02T00:00"),
      to: fc.constantFrom("", "2026-01-03T00:00"),
    })
    .map((fields) => new URLSearchParams(fields).toString());

  test("finds by any combination of filters what a person would by looking at each row", async () => {
    await tellHeld(database.sql, { source: "psess_1", buyer: "user_of_1", eventId: "evt_1" });
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryRow, { maxLength: 12 }),
        arbitraryQuery,
        async (told, query) => {
          await database.sql`truncate delivery restart identity`;
          for (const row of told) await tellDelivery(database.sql, { ...row, access: null });
          const { outcomes, types, statuses, eventId, objectId, buyer, from, to } = filterOf(query);
          const fits = told
            .map((row, index) => ({ ...row, id: index + 1 }))
            .filter(
              (row) =>
                (eventId === null || row.eventId === eventId) &&
                (objectId === null || row.objectId === objectId) &&
                (buyer === null || row.objectId === "psess_1") &&
                (types.length === 0 || (row.type !== null && types.includes(row.type))) &&
                (outcomes.length === 0 || outcomes.includes(row.outcome)) &&
                (statuses.length === 0 || statuses.includes(row.status)) &&
                (from === null || row.receivedAt >= from) &&
                (to === null || row.receivedAt < to),
            )
            .toSorted((a, b) => Number(b.receivedAt) - Number(a.receivedAt) || b.id - a.id);
          const latest = fits.filter(
            (row, index) =>
              row.eventId === null ||
              fits.findIndex(({ eventId }) => eventId === row.eventId) === index,
          );
          const rows = await readAll(query);
          assert.deepEqual(
            rows.map(({ id }) => Number(id)),
            latest.map(({ id }) => id),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test("tells what was written since, by the same filter, the latest first", async () => {
    await tellMany(5);
    const since = await latestId(database.sql);
    await tellDelivery(database.sql, { eventId: "evt_a" });
    await tellDelivery(database.sql, { eventId: "evt_b", outcome: "refused" });
    await tellDelivery(database.sql, { eventId: "evt_c" });
    const newer = async (query: string) =>
      (await findNewer(database.sql, filterOf(query), since)).map(({ event_id }) => event_id);
    assert.deepEqual(await newer(""), ["evt_c", "evt_b", "evt_a"]);
    assert.deepEqual(await newer("outcome=refused"), ["evt_b"]);
    assert.deepEqual(await newer("buyer=nobody"), []);
  });
});

/** On one connection, so that what it reads is what is counted. */
describe("findDeliveries() among many", () => {
  const ROWS = 30_000;
  /** What a page looks at, folds and counts: some 51 rows several times, and never all of them. */
  const READ_MAX = 3000;
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase(1);
    await database.sql`
      insert into delivery (
        request_id, provider, received_at, duration_ms, event_id, type, object_id, bytes,
        body_sha256, outcome, status
      ) select gen_random_uuid(), 'proxy', now() - n * interval '1 s', 1, 'evt_' || n,
        case when n % 1000 = 7 then 'rare' else 'common' end, 'psess_' || n / 3, 1, ${"0".repeat(64)},
        case when n % 1000 = 3 then 'refused' when n % 3 = 0 then 'stale' else 'applied' end,
        case when n % 1000 = 3 then 503 else 200 end
      from generate_series(1, ${ROWS}::int) as n
    `;
    await tellHeld(database.sql, { source: "psess_77", buyer: "user_77", eventId: "evt_1" });
    await database.sql`analyze delivery`;
  });
  after(() => database.drop());

  for (const query of [
    "",
    "outcome=applied",
    "outcome=refused",
    "outcome=refused,parked,stale",
    "type=rare",
    "type=rare,common",
    "type=rare&outcome=applied",
    "type=common&outcome=refused",
    "status=503",
    "status=200",
    "status=503,401",
    "event=evt_500",
    "object=psess_500",
    "buyer=user_77",
    "buyer=user_77&outcome=refused",
    "outcome=parked",
    "type=nothing",
  ]) {
    test(`finds them by an index: ${query === "" ? "all" : query}`, async () => {
      const read = await countRowsRead(database.sql, () =>
        findDeliveries(database.sql, filterOf(query), null),
      );
      assert.ok(read < READ_MAX, `${read} rows were read of ${ROWS}`);
    });
  }
});
