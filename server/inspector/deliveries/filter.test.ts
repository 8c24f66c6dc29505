import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Filter, OUTCOMES, parseFilter, toQuery } from "./filter.ts";

/** As somebody types it: no white space around it, and nothing that no database could hold. */
const arbitraryText = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .filter((text) => !/^[ \t\r\n]|[ \t\r\n]$|\0/.test(text));

const arbitraryInstant = fc.option(
  fc
    .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => new Date(date.getTime())),
);

const arbitraryFilter: fc.Arbitrary<Filter> = fc.record(
  {
    outcomes: fc.uniqueArray(fc.constantFrom(...OUTCOMES), { maxLength: 7 }),
    types: fc.uniqueArray(
      arbitraryText.filter((text) => !text.includes(",")),
      { maxLength: 4 },
    ),
    statuses: fc.uniqueArray(fc.integer({ min: 100, max: 599 }), { maxLength: 8 }),
    from: arbitraryInstant,
    to: arbitraryInstant,
    eventId: fc.option(arbitraryText),
    objectId: fc.option(arbitraryText),
    buyer: fc.option(arbitraryText),
  },
  { noNullPrototype: true },
);

describe("a filter", () => {
  test("is the same after it was a link", () =>
    fc.assert(
      fc.property(arbitraryFilter, (filter) => {
        const { filter: parsed, problems } = parseFilter(new URLSearchParams(toQuery(filter)));
        assert.deepEqual(problems, []);
        assert.deepEqual(parsed, filter);
      }),
    ));

  test("takes several values by commas or by fields, and repetitions once", () => {
    const { filter } = parseFilter(
      new URLSearchParams("type=a,%20b&type=b&status=503,&status=401"),
    );
    assert.deepEqual(
      [filter.types, filter.statuses],
      [
        ["a", "b"],
        [503, 401],
      ],
    );
  });

  test("says of each field what it expects, and looks for nothing", () => {
    const { problems } = parseFilter(
      new URLSearchParams(
        "outcome=lost&status=2xx&from=yesterday&to=2026-13-01T00:00&event=a%00&type=1,2,3,4,5,6,7,8,9",
      ),
    );
    assert.deepEqual(
      problems.map((problem) => problem.split(":")[0]),
      ["outcome", "type", "status", "from", "to", "event"],
    );
  });

  test("takes a place in the list only as it was given out", () => {
    const placeOf = (before: string) => parseFilter(new URLSearchParams({ before })).before;
    assert.deepEqual(placeOf("1700000000000000.42"), { micros: "1700000000000000", id: "42" });
    for (const other of ["", "1", "1.", "a.b", "1.2.3", "-1.2", `${"9".repeat(30)}.1`]) {
      assert.equal(placeOf(other), null);
    }
  });
});
