import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ShownRecord } from "../target/shown-record.ts";
import { whatCounts } from "./ends.ts";

const STARTED_AT = Date.parse("2026-01-01T00:00:00Z");

const session: ShownRecord = { source: "psess_1_n", access: "granted", quantity: 3, grants: 1 };
const invoice: ShownRecord = {
  source: "ba7bc94a-5468-42f4-8f04-2502e50c7501",
  access: "granted",
  quantity: 3,
  grants: 1,
};
const subscription: ShownRecord = {
  source: "psub_1_n",
  access: "granted",
  renews: true,
  access_until: "2026-01-31T00:00:00Z",
};

/** A subscription has none of its own. */
const UNITS: ReadonlySet<string> = new Set([session.source, invoice.source]);

function agree(some: readonly ShownRecord[], others: readonly ShownRecord[]): boolean {
  const told = (records: readonly ShownRecord[]) =>
    JSON.stringify(whatCounts(records, STARTED_AT, UNITS));
  return told(some) === told(others);
}

describe("whatCounts()", () => {
  for (const access of ["ended", "unavailable"] as const) {
    test(`takes a record that is ${access} for none, which the contract allows as well`, () => {
      assert.ok(agree([{ ...session, access }], []));
    });
  }

  test("leaves a subscription free to show the units of its session", () => {
    assert.ok(agree([subscription], [{ ...subscription, quantity: 3, grants: 1 }]));
  });

  test("leaves the terms of what is restricted alone", () => {
    const restricted: ShownRecord = { ...subscription, access: "restricted" };
    assert.ok(agree([restricted], [{ ...restricted, access_until: null }]));
  });

  test("leaves what is beyond a second of the end of a period alone", () => {
    assert.ok(agree([subscription], [{ ...subscription, access_until: "2026-01-31T00:00:00.9Z" }]));
  });

  const different: Readonly<Record<string, readonly [ShownRecord, ShownRecord]>> = {
    access: [subscription, { ...subscription, access: "restricted" }],
    renewal: [subscription, { ...subscription, renews: false }],
    "end of the period": [subscription, { ...subscription, access_until: "2026-02-01T00:00:00Z" }],
    "units of a session": [session, { ...session, quantity: 6 }],
    "units of an invoice": [invoice, { ...invoice, quantity: 6 }],
    "number of grants of an invoice": [invoice, { ...invoice, grants: 2 }],
  };
  for (const [what, [one, other]] of Object.entries(different)) {
    test(`tells apart another ${what}`, () => assert.ok(!agree([one], [other])));
  }
});
