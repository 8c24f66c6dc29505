import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { ISql } from "postgres";
import { applyEvents, type EventToRecord } from "../apply.ts";
import { connect } from "../database.ts";
import { findOrphans } from "../doctor/orphans.ts";
import type { Entitlement } from "../entitlement.ts";
import { readEntitlements } from "../probe.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { entitlementOf } from "../testing/entitlement.ts";
import { type EraseOptions, type Erasure, eraseBuyer } from "./erase-buyer.ts";

const BUYER = "user_42";
const OTHER = "user_43";

const NOTHING = { entitlements: 0, changes: 0, events: 0, invoices: 0, deliveries: 0 } as const;

/**
 * Of a session that was granted and ended, with an event that told nothing new, and of an invoice; and
 * deliveries about the session, about the invoice, and of an event whose object wasn't read.
 */
const ALL = { entitlements: 2, changes: 3, events: 5, invoices: 1, deliveries: 3 } as const;

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(4);
  for (const buyerReference of [BUYER, OTHER]) await sellTo(buyerReference);
});
after(() => database.drop());

async function erase(change: Partial<EraseOptions> = {}): Promise<Erasure> {
  const sql = connect(database.url, { poolMax: 1, prepare: true, canBegin: true });
  try {
    return await eraseBuyer(sql, {
      buyerReference: BUYER,
      isDry: false,
      signal: new AbortController().signal,
      settle: () => Promise.resolve(),
      ...change,
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

let events = 0;

function tell(
  entitlement: Entitlement | null,
  change: Partial<EventToRecord> = {},
  sql: ISql = database.sql,
): Promise<unknown> {
  events += 1;
  const event: EventToRecord = {
    isRecorded: false,
    provider: "proxy",
    eventId: `evt_${events}`,
    type: "any",
    objectId: entitlement?.source ?? null,
    otherId: null,
    occurredAt: new Date(0),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement,
    ...change,
  };
  return applyEvents(sql, [event]);
}

async function sellTo(buyerReference: string): Promise<void> {
  const session = `psess of ${buyerReference}`;
  await tell(entitlementOf(session, [1], { buyerReference }));
  await tell(entitlementOf(session, [2], { buyerReference, access: "ended" }));
  await tell(entitlementOf(session, [2], { buyerReference, access: "ended" }));

  const invoice = `invoice of ${buyerReference}`;
  await database.sql`
    insert into gwop_invoice (invoice_id, public_invoice_id, buyer_reference, amount_usdc, items)
    values (${invoice}, ${`inv_${invoice}`}, ${buyerReference}, 1, '[]')
  `;
  const told = { provider: "gwop", fact: "{}", objectId: invoice } as const;
  await tell(entitlementOf(invoice, [1], { buyerReference }), told);
  await tell(null, { ...told, objectId: `inv_${invoice}` });
  await note("proxy", { object_id: session });
  await note("gwop", { object_id: `inv_${invoice}` });
  await note("gwop", { event_id: `evt_${events}` });
}

/** A delivery in the log of them, with its body. */
async function note(
  provider: "proxy" | "gwop",
  about: { readonly object_id?: string; readonly event_id?: string },
): Promise<void> {
  await database.sql`
    with written as (
      insert into delivery (
        request_id, provider, received_at, duration_ms, event_id, object_id, bytes, body_sha256,
        outcome, status
      )
      values (
        gen_random_uuid(), ${provider}, now(), 1, ${about.event_id ?? null},
        ${about.object_id ?? null}, 2, ${"0".repeat(64)}, 'applied', 200
      )
      returning id
    )
    insert into captured (delivery_id, headers, body, is_cut)
    select id, '[]', ${JSON.stringify(about)}, false from written
  `;
}

/** Proxy tells of the session once more. */
function tellAgain(): Promise<unknown> {
  return tell(entitlementOf(`psess of ${BUYER}`, [3], { buyerReference: BUYER }));
}

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

/** Everything stored, as text. */
async function contents(): Promise<string> {
  const rows = await database.sql<{ row: string }[]>`
    select to_jsonb(inbox)::text as row from inbox
    union all select to_jsonb(entitlement)::text from entitlement
    union all select to_jsonb(change)::text from change
    union all select to_jsonb(gwop_invoice)::text from gwop_invoice
    union all select to_jsonb(delivery)::text from delivery
    union all select to_jsonb(captured)::text from captured
    order by 1
  `;
  return rows.map(({ row }) => row).join("\n");
}

/** In order: each test starts where the one before it left the database. */
describe("eraseBuyer()", () => {
  test("counts what it would erase, and changes nothing, of a dry run", async () => {
    const before = await contents();
    assert.deepEqual(await erase({ isDry: true }), { erased: ALL, isBack: false });
    assert.equal(await contents(), before);
  });

  test("erases nothing of somebody whom nobody knows", async () => {
    const before = await contents();
    for (const buyerReference of ["user_4", "USER_42", "user_42 ", "%"]) {
      assert.deepEqual(await erase({ buyerReference }), { erased: NOTHING, isBack: false });
    }
    assert.equal(await contents(), before);
  });

  test("erases all that is stored of the buyer, and nothing of another", async () => {
    assert.deepEqual(await erase(), { erased: ALL, isBack: false });
    assert.deepEqual(await readEntitlements(database.sql, BUYER), []);
    const left = await contents();
    assert.doesNotMatch(left, /user_42/);
    assert.deepEqual(await erase({ buyerReference: OTHER, isDry: true }), {
      erased: ALL,
      isBack: false,
    });
    for (const count of Object.values(await findOrphans(database.sql))) assert.equal(count, 0);
  });

  test("erases a buyer again whom a delivery under way made anew", async () => {
    await sellTo(BUYER);
    let tells = 0;
    const settle = async () => {
      tells += 1;
      if (tells === 1) await tellAgain();
    };
    const { erased, isBack } = await erase({ settle });
    assert.deepEqual([erased.entitlements, isBack], [3, false]);
    assert.doesNotMatch(await contents(), /user_42/);
  });

  test("leaves nothing of a delivery that it had to wait for", async () => {
    await sellTo(BUYER);
    const delivery = await database.sql.reserve();
    await delivery`begin`;
    const later = entitlementOf(`psess of ${BUYER}`, [3], { buyerReference: BUYER });
    await tell(later, {}, delivery);
    const erasing = erase();
    await someoneWaits();
    await delivery`commit`;
    delivery.release();
    assert.deepEqual((await erasing).erased, {
      ...ALL,
      changes: ALL.changes + 1,
      events: ALL.events + 1,
    });
    for (const count of Object.values(await findOrphans(database.sql))) assert.equal(count, 0);
  });

  test("says so where the buyer comes back each time", async () => {
    await sellTo(BUYER);
    assert.equal((await erase({ settle: tellAgain })).isBack, true);
    await erase();
    for (const count of Object.values(await findOrphans(database.sql))) assert.equal(count, 0);
  });

  test("erases a captured body that names the buyer, whatever it is about", async () => {
    await database.sql`
      insert into captured (delivery_id, headers, body, is_cut)
      values (-1, '[]', ${JSON.stringify({ of: BUYER })}, false),
        (-2, '[]', ${JSON.stringify({ of: `${BUYER}0` })}, false)
    `;
    await erase();
    const left =
      await database.sql`select delivery_id::int as id from captured where delivery_id < 0`;
    assert.deepEqual(
      left.map(({ id }) => id),
      [-2],
    );
  });

  test("leaves alone, of events that come late, what nobody registered", async () => {
    const told = { provider: "gwop", fact: "{}", objectId: `invoice of ${BUYER}` } as const;
    assert.deepEqual(await tell(null, told), ["unchanged"]);
    assert.deepEqual(await readEntitlements(database.sql, BUYER), []);
  });
});
