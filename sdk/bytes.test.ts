import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decodeBase64, decodeHex, equalInConstantTime } from "./bytes.ts";

const arbitraryBytes = fc.uint8Array().map((bytes) => new Uint8Array(bytes));

describe("equalInConstantTime()", () => {
  test("agrees with Buffer about any two arrays of bytes", () =>
    fc.assert(
      fc.property(arbitraryBytes, arbitraryBytes, (a, b) => {
        assert.equal(equalInConstantTime(a, b), Buffer.from(a).equals(b));
        assert.ok(equalInConstantTime(a, a.slice()));
      }),
    ));

  test("tells a prefix from the whole, whichever comes first", () => {
    const [whole, prefix] = [new Uint8Array([1, 0]), new Uint8Array([1])];
    assert.equal(equalInConstantTime(whole, prefix), false);
    assert.equal(equalInConstantTime(prefix, whole), false);
  });
});

test("decodeHex() and decodeBase64() give back any bytes", () =>
  fc.assert(
    fc.property(arbitraryBytes, (bytes) => {
      assert.deepEqual(decodeHex(Buffer.from(bytes).toString("hex")), bytes);
      assert.deepEqual(decodeBase64(Buffer.from(bytes).toString("base64")), bytes);
    }),
  ));
