import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { compareVersions, keyOf, type Version } from "./order.ts";
import { arbitraryNanoseconds } from "./testing.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

describe("keyOf()", () => {
  const PAIRS_AT_ONCE = 300;
  const arbitraryVersion = fc.record({
    updatedAtNs: arbitraryNanoseconds,
    statusRank: fc.nat({ max: 1 }),
    cancelAtPeriodEnd: fc.boolean(),
    currentPeriodEndNs: fc.option(arbitraryNanoseconds),
  }) satisfies fc.Arbitrary<Version>;
  /** Often of one updated_at, so that the later parts decide too. */
  const arbitraryPair = fc
    .tuple(arbitraryVersion, arbitraryVersion, fc.boolean())
    .map(([a, b, isTied]) => [a, isTied ? { ...b, updatedAtNs: a.updatedAtNs } : b] as const);

  test("spells versions that Postgres compares as compareVersions() does", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryPair, { minLength: PAIRS_AT_ONCE, maxLength: PAIRS_AT_ONCE }),
        async (pairs) => {
          const keys = (which: 0 | 1) => pairs.map((pair) => `{${keyOf(pair[which]).join()}}`);
          const rows = await database.sql<{ compared: number }[]>`
            select (a::numeric[] > b::numeric[])::int - (a::numeric[] < b::numeric[])::int as compared
            from unnest(${keys(0)}::text[], ${keys(1)}::text[]) with ordinality as t (a, b, position)
            order by position
          `;
          assert.deepEqual(
            rows.map(({ compared }) => compared),
            pairs.map(([a, b]) => Math.sign(compareVersions(a, b))),
          );
        },
      ),
      { numRuns: 5 },
    ));
});
