import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { TRIM_ROWS, trim } from "./trim.ts";

const ROWS = 3000;

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(1);
});
after(() => database.drop());

/** Deliveries, the oldest first, one an hour up to now; each with a captured body as old as itself. */
async function fill(): Promise<void> {
  const { sql } = database;
  await sql`truncate delivery, captured, refusal, refusal_sample, delivery_dropped restart identity`;
  await sql`
    insert into delivery (
      request_id, provider, received_at, duration_ms, event_id, type, object_id, bytes,
      body_sha256, outcome, status
    )
    select gen_random_uuid(), 'proxy', now() - make_interval(hours => ${ROWS}::int - number), 1,
      'evt_' || number, 'any', 'psess_1', 2, ${"0".repeat(64)}, 'applied', 200
    from generate_series(1, ${ROWS}::int) as number
  `;
  await sql`
    insert into captured (delivery_id, captured_at, headers, body, is_cut)
    select id, received_at, '[]', '{}', false from delivery
  `;
  await sql`
    insert into refusal select date_trunc('minute', received_at), 'none', 'not_found', 1 from delivery
  `;
  await sql`insert into delivery_dropped select date_trunc('minute', received_at), 1 from delivery`;
}

/** Until nothing is left to drop. */
async function trimAll(bounds: Parameters<typeof trim>[1]): Promise<void> {
  for (;;) {
    const { deliveries, captured } = await trim(database.sql, bounds);
    if (deliveries + captured === 0) return;
  }
}

async function counts(): Promise<readonly number[]> {
  const [row] = await database.sql`
    select (select count(*)::int from delivery) as deliveries,
      (select count(*)::int from captured) as captured,
      (select count(*)::int from refusal) as refusals,
      (select count(*)::int from delivery_dropped) as gaps
  `;
  return Object.values({ ...row });
}

describe("trim()", () => {
  test("drops what is older than its days, captured bodies sooner", async () => {
    await fill();
    const bounds = { days: 100, rows: null, captureDays: 50 };
    const first = await trim(database.sql, bounds);
    assert.deepEqual(first, { deliveries: TRIM_ROWS, captured: TRIM_ROWS });
    await trimAll(bounds);
    assert.deepEqual(await counts(), [2400, 1200, 2400, 2400]);
  });

  test("drops the oldest of what is more than so many rows, some at a time", async () => {
    await fill();
    const bounds = { days: null, rows: 10, captureDays: null };
    const first = await trim(database.sql, bounds);
    assert.deepEqual(first, { deliveries: TRIM_ROWS, captured: TRIM_ROWS });
    await trimAll(bounds);
    assert.deepEqual(await counts(), [10, 10, ROWS, ROWS]);
    const [oldest] = await database.sql`select min(id)::int as id from delivery`;
    assert.equal(oldest?.["id"], ROWS - 9);
  });

  test("drops nothing within its bounds, nor of empty tables", async () => {
    const bounds = { days: 1000, rows: ROWS, captureDays: 1000 };
    await fill();
    assert.deepEqual(await trim(database.sql, bounds), { deliveries: 0, captured: 0 });
    await database.sql`truncate delivery, captured`;
    assert.deepEqual(await trim(database.sql, bounds), { deliveries: 0, captured: 0 });
  });
});
