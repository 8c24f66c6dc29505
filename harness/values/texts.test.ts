import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { CHARACTERS_MAX, NORMALISATIONS } from "./normalisations.ts";
import { arbitrarySpelling, everySpelling, LOSSES, pairOf } from "./texts.ts";

const UNIQUE = "evt_3fa9_n1";

describe("pairOf()", () => {
  for (const { loses, of, ends } of NORMALISATIONS) {
    test(`gives a text and what is left of it: ${loses}`, () =>
      fc.assert(
        fc.property(ends, (found) => {
          const [first, second] = pairOf({ loses, ...found }, UNIQUE);
          if (of(first) !== first) assert.equal(second, of(first));
          else assert.equal(loses, "nothing");
        }),
      ));
  }

  test("gives two texts that the contract allows, whatever is lost", () =>
    fc.assert(
      fc.property(arbitrarySpelling, (spelling) => {
        const pair = pairOf(spelling, UNIQUE, "psess_");
        assert.notEqual(pair[0], pair[1]);
        for (const text of pair) {
          assert.ok(text.startsWith("psess_") && text.length <= CHARACTERS_MAX);
          assert.ok(text.isWellFormed() && !text.includes("\0"));
        }
      }),
    ));

  test("gives no text that is how JSON spells the other, so that a report can tell them apart", () =>
    fc.assert(
      fc.property(arbitrarySpelling, (spelling) => {
        const [first, second] = pairOf(spelling, UNIQUE);
        assert.notEqual(JSON.stringify(second), `"${first}"`);
        assert.notEqual(JSON.stringify(first), `"${second}"`);
      }),
      { numRuns: 1000 },
    ));

  test("fills a column of 255 characters to its last one", () => {
    const [spelling] = everySpelling(1).filter(({ loses }) => loses === "its last character");
    assert.ok(spelling !== undefined);
    assert.deepEqual(
      pairOf(spelling, UNIQUE).map(({ length }) => length),
      [CHARACTERS_MAX, CHARACTERS_MAX - 1],
    );
  });
});

describe("everySpelling()", () => {
  test("has one for each normalisation, the same for a seed", () => {
    assert.deepEqual(
      everySpelling(7).map(({ loses }) => loses),
      LOSSES,
    );
    assert.deepEqual(everySpelling(7), everySpelling(7));
  });
});
