import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { nanosecondsOf, toMilliseconds } from "./instant.ts";
import { arbitraryNanoseconds, arbitraryOffset, spell } from "./testing.ts";

describe("nanosecondsOf()", () => {
  for (const [instant, nanoseconds] of [
    ["1970-01-01T00:00:00Z", 0n],
    ["1970-01-01T00:00:00.000000001Z", 1n],
    ["1970-01-01T00:00:00.1Z", 100_000_000n],
    ["1969-12-31T23:59:59.999999999Z", -1n],
    ["1969-12-31T23:59:59.000000001Z", -999_999_999n],
    ["2026-01-01T12:00:00.123456789Z", 1_767_268_800_123_456_789n],
    ["0001-01-01T00:00:00.000000001Z", -62_135_596_799_999_999_999n],
    ["9999-12-31T23:59:59.999999999Z", 253_402_300_799_999_999_999n],
  ] as const) {
    test(`makes ${nanoseconds} of ${instant}`, () => {
      assert.equal(nanosecondsOf(instant), nanoseconds);
    });
  }

  test("takes equal instants for equal, whatever their offset and their number of digits", () => {
    const spellings = ["12:00:00Z", "12:00:00.000Z", "14:00:00+02:00", "06:30:00.000000000-05:30"];
    for (const spelling of spellings) {
      assert.equal(nanosecondsOf(`2026-01-01T${spelling}`), 1_767_268_800_000_000_000n, spelling);
    }
  });

  test("reads every instant exactly, in any offset", () =>
    fc.assert(
      fc.property(arbitraryNanoseconds, arbitraryOffset, (nanoseconds, offset) => {
        assert.equal(nanosecondsOf(spell(nanoseconds, offset)), nanoseconds);
      }),
    ));

  for (const instant of ["2026-01-01T12:00:00.1234567890Z", "infinity", ""]) {
    test(`rounds and guesses nothing: ${JSON.stringify(instant)} is refused`, () => {
      assert.throws(() => nanosecondsOf(instant), RangeError);
    });
  }
});

describe("toMilliseconds()", () => {
  for (const [nanoseconds, milliseconds] of [
    [0n, "0.000000"],
    [1n, "0.000001"],
    [-1n, "-0.000001"],
    [-1_500_000n, "-1.500000"],
    [1_767_268_800_123_900_100n, "1767268800123.900100"],
  ] as const) {
    test(`spells ${nanoseconds} ns as ${milliseconds}`, () => {
      assert.equal(toMilliseconds(nanoseconds), milliseconds);
    });
  }
});
