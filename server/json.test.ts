import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseJson } from "./json.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

describe("parseJson()", () => {
  test("reads what any writer of JSON writes, whatever the strings in it hold", () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat({ max: 2 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        assert.deepEqual(parseJson(encode(text)), JSON.parse(text));
      }),
    ));

  test("refuses any key of an object twice, wherever the object is", () =>
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (key, one, other) => {
        const [name, a, b] = [key, one, other].map((part) => JSON.stringify(part));
        for (const text of [`{${name}:${a},${name}:${b}}`, `[{"a":{${name}:${a},${name}:${b}}}]`]) {
          assert.equal(parseJson(encode(text)), null);
        }
      }),
    ));

  for (const [what, bytes] of Object.entries({
    "a key twice, once escaped": encode('{"a":1,"\\u0061":2}'),
    "a key twice behind a string that looks like an end": encode('{"x":"}\\"","a":1,"a":2}'),
    "a byte-order mark": encode("\ufeff{}"),
    "bytes that are no UTF-8": Uint8Array.of(0x22, 0xff, 0x22),
    nothing: new Uint8Array(),
    "two values": encode("{} {}"),
    "a hundred and one levels": encode(nested(101)),
    "a million levels": encode("[".repeat(1_000_000)),
    "a string that doesn't end": encode('"\\'),
  })) {
    test(`refuses ${what}`, () => assert.equal(parseJson(bytes), null));
  }

  test("takes a key again in another object, and a name that objects have", () => {
    const text = '{"a":[{"a":1},{"a":2}],"__proto__":1,"constructor":2}';
    assert.deepEqual(parseJson(encode(text)), JSON.parse(text));
    assert.notEqual(parseJson(encode(nested(100))), null);
  });
});
