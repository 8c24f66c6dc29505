import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeBase64, decodeHex } from "./bytes.ts";

test("decodeHex() and decodeBase64() give back any bytes", () =>
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const buffer = Buffer.from(bytes);
      assert.deepEqual(decodeHex(buffer.toString("hex")), buffer);
      assert.deepEqual(decodeBase64(buffer.toString("base64")), buffer);
    }),
  ));
