import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ShownRecord } from "../target/shown-record.ts";
import { disagreements, missingFields } from "./compare.ts";
import type { ExpectedRecord } from "./expected-record.ts";

const sessionRecord: ExpectedRecord = {
  source: "psess_1",
  access: "granted",
  kind: "one_time",
  quantity: 3,
};
const subscriptionRecord: ExpectedRecord = {
  source: "psub_1",
  access: "granted",
  kind: "recurring",
  renews: true,
  accessUntil: "2026-12-21T00:00:00.000Z",
  startedWithQuantity: 3,
};
const shownSession: ShownRecord = {
  source: "psess_1",
  access: "granted",
  renews: null,
  access_until: null,
  quantity: 3,
  grants: 1,
};
const shownSubscription: ShownRecord = {
  source: "psub_1",
  access: "granted",
  renews: true,
  access_until: "2026-12-21T01:00:00+01:00",
  quantity: null,
  grants: null,
};

describe("disagreements()", () => {
  test("finds none where the probe shows what is expected, in any spelling of an instant", () => {
    const expected = [sessionRecord, subscriptionRecord];
    assert.deepEqual(disagreements(expected, [shownSession, shownSubscription]), []);
  });

  test("compares the end of a period to the second", () => {
    const ending = (access_until: string): ShownRecord => ({ ...shownSubscription, access_until });
    const differing = (shown: ShownRecord) => disagreements([subscriptionRecord], [shown]);
    assert.deepEqual(differing(ending("2026-12-21T00:00:00.999Z")), []);
    assert.deepEqual(differing(ending("2026-12-20T23:59:59.999Z")), [
      "psub_1: expected access_until 2026-12-21T00:00:00.000Z, shown 2026-12-20T23:59:59.000Z",
    ]);
  });

  test("does not compare a field that the target does not report", () => {
    const bare: ShownRecord = { source: "psess_1", access: "granted" };
    assert.deepEqual(disagreements([sessionRecord], [bare]), []);
    assert.deepEqual(missingFields([bare]), ["renews", "access_until", "quantity", "grants"]);
  });

  test("allows a subscription to show the units of the session that started it", () => {
    const seats = { ...shownSubscription, quantity: 3, grants: 1 };
    assert.deepEqual(disagreements([subscriptionRecord], [seats]), []);
  });

  const wrong: readonly (readonly [string, ExpectedRecord, readonly ShownRecord[], RegExp])[] = [
    ["a record that is missing", sessionRecord, [], /expected access granted, shown none/],
    [
      "an access that differs",
      sessionRecord,
      [{ ...shownSession, access: "ended" }],
      /expected access granted, shown ended/,
    ],
    [
      "units granted twice",
      sessionRecord,
      [{ ...shownSession, quantity: 6 }],
      /expected quantity 3, shown 6/,
    ],
    [
      "a grant carried out twice",
      sessionRecord,
      [{ ...shownSession, grants: 2 }],
      /expected grants 1, shown 2/,
    ],
    [
      "a renewal that was lost",
      subscriptionRecord,
      [{ ...shownSubscription, access_until: "2026-11-21T00:00:00.000Z" }],
      /expected access_until 2026-12-21/,
    ],
    [
      "a scheduled cancellation that was lost",
      { ...subscriptionRecord, renews: false },
      [shownSubscription],
      /expected renews false, shown true/,
    ],
    [
      "two records of one source",
      sessionRecord,
      [shownSession, shownSession],
      /expected one record, shown 2/,
    ],
    [
      "a record of somebody else's",
      sessionRecord,
      [shownSession, { ...shownSession, source: "psess_2" }],
      /psess_2, which is not this buyer's/,
    ],
    [
      "a session that grants beside its subscription",
      { ...sessionRecord, access: "none_that_grants" },
      [shownSession],
      /shown granted/,
    ],
  ];
  for (const [what, expected, shown, message] of wrong) {
    test(`reports ${what}`, () => {
      const [first, ...others] = disagreements([expected], shown);
      assert.match(first ?? "", message);
      assert.deepEqual(others, []);
    });
  }
});
