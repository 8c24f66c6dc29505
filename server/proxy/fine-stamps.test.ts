/** Stamps finer than a millisecond, through the statement and through the whole route (A11). */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { applyEvents, type EventToRecord } from "../apply.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { entitlementOf } from "../testing/entitlement.ts";
import { createTestReceiver, type TestReceiver } from "../testing/receiver.ts";
import { keyOf, versionOf } from "./order.ts";
import { deliver, eventOf, subscriptionOf, type WireObject } from "./testing.ts";

let database: TestDatabase;
let receiver: TestReceiver;
before(async () => {
  database = await createTestDatabase();
  receiver = await createTestReceiver(database.pools);
});
after(() => database.drop());

/** The last digit by which two instants differ, and what follows the second in each. */
const PAIRS = [
  ["4th digit", "123100", "123900"],
  ["6th digit", "123001", "123009"],
  ["7th digit", "1230001", "1230009"],
  ["9th digit", "123000001", "123000009"],
  ["9th digit, which one of them lacks", "123", "123000001"],
] as const;

type Pair = { readonly older: WireObject; readonly newer: WireObject };

/** Two states of one subscription, and in which part of the version they differ. */
const DIFFERING = [
  {
    field: "updated_at",
    part: 1,
    /** A step down: cut to a tie, the older one would rank higher. */
    statesOf: (id: string, [older, newer]: readonly [string, string]): Pair => ({
      older: subscriptionOf(id, { updated_at: at(older), status: "past_due" }),
      newer: subscriptionOf(id, { updated_at: at(newer), status: "active" }),
    }),
  },
  {
    field: "current_period_end",
    part: 4,
    statesOf: (id: string, [older, newer]: readonly [string, string]): Pair => ({
      older: subscriptionOf(id, { current_period_end: at(older) }),
      newer: subscriptionOf(id, { current_period_end: at(newer) }),
    }),
  },
] as const;

function at(fraction: string): string {
  return `2026-01-01T12:00:00.${fraction}Z`;
}

/** @returns One part of the version that is held, in nanoseconds after noon. */
async function heldPart(source: string, part: number): Promise<number> {
  const [row] = await database.sql<{ ns: string }[]>`
    select (version[${part}] - ${Date.parse(at("000"))}) * 1000000 as ns
    from entitlement where source = ${source}
  `;
  return Number(row?.ns);
}

function toRecord(state: WireObject): EventToRecord {
  const { updated_at, status, current_period_end } = state;
  const version = versionOf({
    updatedAt: String(updated_at),
    status: String(status),
    currentPeriodEnd: String(current_period_end),
  });
  return {
    isRecorded: false,
    provider: "proxy",
    eventId: `evt_${randomUUID()}`,
    type: "subscription.renewed",
    objectId: state.id,
    otherId: null,
    occurredAt: new Date(),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement: entitlementOf(state.id, keyOf(version), { quantity: null }),
  };
}

/** Delivers an event that announces a state; Proxy shows another, if it is told to. */
async function tell(state: WireObject, shown: WireObject = state): Promise<void> {
  receiver.objects.set(state.id, shown);
  await expectStatus(200, eventOf(state, { type: "subscription.renewed" }));
}

async function expectStatus(status: number, body: string): Promise<void> {
  assert.equal((await receiver.fetch(deliver(body))).status, status);
}

/** Proxy's answer to one read after the other, the last one for good. */
function shownInTurn(id: string, states: readonly WireObject[]): WireObject {
  const left = [...states];
  return { id, toJSON: () => (left.length > 1 ? left.shift() : left[0]) };
}

for (const { field, part, statesOf } of DIFFERING) {
  for (const [digit, older, newer] of PAIRS) {
    describe(`of two states whose ${field} differs in the ${digit}`, () => {
      const fresh = () => statesOf(`psub_${randomUUID()}`, [older, newer]);
      const newest = Number(newer.padEnd(9, "0"));

      for (const order of ["the older first", "the newer first"] as const) {
        const inOrder = <T>(states: readonly T[]) =>
          order === "the older first" ? states : states.toReversed();

        test(`the newer is written, ${order}, one by one or in one batch`, async () => {
          const alone = fresh();
          const events = inOrder([toRecord(alone.older), toRecord(alone.newer)]);
          const outcomes = [];
          for (const event of events) outcomes.push(...(await applyEvents(database.sql, [event])));
          const expected = order === "the older first" ? "applied" : "stale";
          assert.deepEqual(outcomes, ["applied", expected]);
          assert.equal(await heldPart(alone.newer.id, part), newest);

          const together = fresh();
          await applyEvents(
            database.sql,
            inOrder([toRecord(together.older), toRecord(together.newer)]),
          );
          assert.equal(await heldPart(together.newer.id, part), newest);
        });

        test(`the newer is written, ${order}, at once`, async () => {
          const states = fresh();
          const events = inOrder([states.older, states.newer].map(toRecord));
          await Promise.all(events.map((event) => applyEvents(database.sql, [event])));
          assert.equal(await heldPart(states.newer.id, part), newest);
        });

        test(`deliveries end at the newer, ${order}, one by one`, async () => {
          const states = fresh();
          for (const state of inOrder([states.older, states.newer])) await tell(state);
          await expectNewer(states.newer.id);
        });

        test(`deliveries end at the newer, read ${order}, at once`, async () => {
          const states = fresh();
          const { older: announced } = states;
          const shown = shownInTurn(announced.id, inOrder([states.older, states.newer]));
          await Promise.all([tell(announced, shown), tell(announced, shown)]);
          await expectNewer(states.newer.id);
        });
      }

      test("a read of the older can't consume the event of the newer", async () => {
        const states = fresh();
        receiver.objects.set(states.older.id, states.older);
        await expectStatus(503, eventOf(states.newer, { type: "subscription.renewed" }));
        assert.equal(receiver.lines.at(-1)?.["code"], "stale_read");
        await tell(states.newer);
        await expectNewer(states.newer.id);
      });

      async function expectNewer(id: string): Promise<void> {
        assert.equal(await heldPart(id, part), newest);
        const [shown] = (await receiver.entitlementsOf(`buyer of ${id}`)) as readonly unknown[];
        assert.ok(typeof shown === "object" && shown !== null && "access" in shown);
        assert.equal(shown.access, "granted");
      }
    });
  }
}

describe("a stamp of more than nine digits", () => {
  const tooFine = { updated_at: at("1234567890") };

  test("is refused with its event, and with its state until Proxy shows another", async () => {
    const id = `psub_${randomUUID()}`;
    const sound = subscriptionOf(id, {});
    receiver.objects.set(id, sound);
    await expectStatus(400, eventOf({ ...sound, ...tooFine }, { type: "subscription.renewed" }));

    const body = eventOf(sound, { type: "subscription.renewed" });
    for (const fields of [tooFine, { current_period_end: tooFine.updated_at }]) {
      receiver.objects.set(id, { ...sound, ...fields });
      await expectStatus(503, body);
    }
    assert.deepEqual(await receiver.entitlementsOf(`buyer of ${id}`), []);
    receiver.objects.set(id, sound);
    await expectStatus(200, body);
  });
});
