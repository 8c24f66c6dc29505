import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { instantAt, later, nanosecondsOf, wholeSecond } from "./instant.ts";

const arbitraryNanoseconds = fc.oneof(
  fc.bigInt({ min: -2_000_000n, max: 2_000_000n }),
  fc.bigInt({ min: -62_000_000_000_000_000_000n, max: 253_000_000_000_000_000_000n }),
);

describe("an instant", () => {
  test("has milliseconds, and the digits beyond them that it needs", () => {
    const instants = {
      "1970-01-01T00:00:00.000Z": 0n,
      "1970-01-01T00:00:00.1231Z": 123_100_000n,
      "1970-01-01T00:00:00.123000001Z": 123_000_001n,
      "1969-12-31T23:59:59.999999999Z": -1n,
    };
    for (const [instant, nanoseconds] of Object.entries(instants)) {
      assert.equal(instantAt(nanoseconds), instant);
    }
  });

  test("is one, however it is spelled", () => {
    for (const spelled of ["00:00:00Z", "00:00:00.0Z", "02:00:00.000000000+02:00"]) {
      assert.equal(nanosecondsOf(`1970-01-01T${spelled}`), 0n);
    }
  });

  test("is read as it was written, to the nanosecond", () =>
    fc.assert(
      fc.property(arbitraryNanoseconds, (nanoseconds) => {
        assert.equal(nanosecondsOf(instantAt(nanoseconds)), nanoseconds);
      }),
    ));

  test("has a whole second, before 1970 too", () => {
    assert.equal(wholeSecond("2026-01-01T00:00:05.999999999Z"), "2026-01-01T00:00:05.000Z");
    assert.equal(wholeSecond("1969-12-31T23:59:59.9Z"), "1969-12-31T23:59:59.000Z");
  });

  test("keeps its digits as time passes", () => {
    assert.equal(later("2026-01-01T00:00:00.999999999Z", 1), "2026-01-01T00:00:01.000999999Z");
  });
});
