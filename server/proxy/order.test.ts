import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProxyEvent } from "@proxy-checkout/server-js";
import fc from "fast-check";
import { compareVersions, isStale, type Version, versionOf } from "./order.ts";
import { arbitraryNanoseconds, arbitraryOffset, spell } from "./testing.ts";

const NOON = "2026-01-01T12:00:00.000Z";
const LATER = "2026-01-01T12:00:00.001Z";
/** So little later that `Date` can't tell. */
const JUST_LATER = "2026-01-01T12:00:00.000000001Z";

/** Few values of each part, so that ties are common. */
const arbitraryVersion: fc.Arbitrary<Version> = fc.record(
  {
    updatedAtNs: fc.constantFrom(-1n, 0n, 1n),
    statusRank: fc.integer({ min: 0, max: 2 }),
    cancelAtPeriodEnd: fc.boolean(),
    currentPeriodEndNs: fc.constantFrom(null, -1n, 0n, 1n),
  },
  { noNullPrototype: true },
);

/** An event about an object that stood as `snapshot` says. */
function eventOf(snapshot: Partial<Parameters<typeof versionOf>[0]>): ProxyEvent {
  return {
    id: "evt_1",
    type: "subscription.renewed",
    createdAt: NOON,
    objectId: "psub_1",
    objectUpdatedAt: snapshot.updatedAt ?? NOON,
    objectSnapshot: {
      status: snapshot.status ?? null,
      cancelAtPeriodEnd: snapshot.cancelAtPeriodEnd ?? null,
      currentPeriodEnd: snapshot.currentPeriodEnd ?? null,
    },
  };
}

describe("compareVersions()", () => {
  /** Each differs from the one before it in one part, and is lower in every later part. */
  const ASCENDING = [
    { updatedAt: NOON, status: "trialing" },
    { updatedAt: NOON, status: "trialing", currentPeriodEnd: NOON },
    { updatedAt: NOON, status: "trialing", currentPeriodEnd: JUST_LATER },
    { updatedAt: NOON, status: "trialing", currentPeriodEnd: LATER },
    { updatedAt: NOON, status: "trialing", cancelAtPeriodEnd: true },
    { updatedAt: NOON, status: "active" },
    { updatedAt: NOON, status: "past_due" },
    { updatedAt: NOON, status: "cancelled" },
    { updatedAt: JUST_LATER, status: "trialing" },
    { updatedAt: LATER, status: "trialing" },
  ];

  test("compares updated_at, then status, then cancel_at_period_end, then current_period_end", () => {
    const shuffled = ASCENDING.toReversed().toSorted((a, b) =>
      compareVersions(versionOf(a), versionOf(b)),
    );
    assert.deepEqual(shuffled, ASCENDING);
  });

  test("ranks a session's statuses in the order of A5, finals last", () => {
    const statuses =
      "created payer_handoff_pending payer_opened paid provisionable cancelled failed expired";
    const ranks = statuses
      .split(" ")
      .map((status) => versionOf({ updatedAt: NOON, status }).statusRank);
    assert.deepEqual(ranks, [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("is a total order: any two versions that tie are equal, and no cycle exists", () =>
    fc.assert(
      fc.property(arbitraryVersion, arbitraryVersion, arbitraryVersion, (a, b, c) => {
        assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) || 0);
        if (compareVersions(a, b) === 0) assert.deepEqual(a, b);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          assert.ok(compareVersions(a, c) <= 0);
        }
      }),
    ));

  test("takes two spellings of one instant for the same", () => {
    const zulu = versionOf({ updatedAt: NOON, status: "active" });
    const offset = versionOf({ updatedAt: "2026-01-01T13:00:00+01:00", status: "active" });
    assert.equal(compareVersions(zulu, offset), 0);
  });

  test("tells any two instants apart by their last nanosecond, in any spelling", () =>
    fc.assert(
      fc.property(
        arbitraryNanoseconds,
        fc.bigInt({ min: -2n, max: 2n }),
        arbitraryOffset,
        (at, apart, offset) => {
          const [earlier, later] = [spell(at), spell(at + apart, offset)];
          const tied = { updatedAt: NOON, status: "active" };
          const states = [
            [
              { ...tied, updatedAt: earlier },
              { ...tied, updatedAt: later },
            ],
            [
              { ...tied, currentPeriodEnd: earlier },
              { ...tied, currentPeriodEnd: later },
            ],
          ] as const;
          for (const [a, b] of states) {
            const [first, second] = [versionOf(a), versionOf(b)];
            assert.equal(compareVersions(second, first), Math.sign(Number(apart)));
          }
        },
      ),
    ));
});

describe("isStale()", () => {
  const read = versionOf({ updatedAt: NOON, status: "active", currentPeriodEnd: NOON });

  for (const { name, snapshot, stale } of [
    {
      name: "an equal state",
      snapshot: { status: "active", currentPeriodEnd: NOON },
      stale: false,
    },
    { name: "an older state", snapshot: { status: "trialing" }, stale: false },
    { name: "a later updated_at", snapshot: { updatedAt: LATER, status: "trialing" }, stale: true },
    {
      name: "an updated_at a nanosecond later",
      snapshot: { updatedAt: JUST_LATER, status: "trialing" },
      stale: true,
    },
    {
      name: "a period end a nanosecond later",
      snapshot: { status: "active", currentPeriodEnd: JUST_LATER },
      stale: true,
    },
    { name: "a higher status", snapshot: { status: "cancelled" }, stale: true },
    {
      name: "a scheduled cancellation",
      snapshot: { status: "active", cancelAtPeriodEnd: true },
      stale: true,
    },
    {
      name: "a later period end",
      snapshot: { status: "active", currentPeriodEnd: LATER },
      stale: true,
    },
    { name: "an unknown status", snapshot: { status: "paused" }, stale: false },
    { name: "no details", snapshot: {}, stale: false },
  ]) {
    test(`says ${stale} where the event announced ${name}`, () => {
      assert.equal(isStale(read, eventOf(snapshot)), stale);
    });
  }

  test("goes by updated_at alone where the status that was read is unknown", () => {
    const unknown = versionOf({ updatedAt: NOON, status: "paused" });
    assert.equal(isStale(unknown, eventOf({ status: "cancelled" })), false);
    for (const updatedAt of [LATER, JUST_LATER]) {
      assert.equal(isStale(unknown, eventOf({ status: "cancelled", updatedAt })), true);
    }
  });

  test("says false where the event announced no state at all", () => {
    const event = { ...eventOf({}), objectUpdatedAt: null, objectSnapshot: null };
    assert.equal(isStale(read, event), false);
  });
});
