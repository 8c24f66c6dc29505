import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseJson } from "./json.ts";

const encoder = new TextEncoder();

function parse(text: string): unknown {
  return parseJson(encoder.encode(text));
}

const refused = {
  "a repeated key": '{"a":1,"a":2}',
  "a repeated key with equal values": '{"a":"x","a":"x"}',
  "a repeated key, once escaped": '{"a":1,"\\u0061":2}',
  "a repeated key, deep inside": '{"x":[{"y":{"a":1,"b":2,"a":3}}]}',
  "a repeated key with white space before its colon": '{"a":1,"a" \n\t:2}',
  "a repeated __proto__": '{"__proto__":1,"__proto__":1}',
  "a repeated empty key": '{"":1,"":2}',
  "130,000 arrays in each other": "[".repeat(130_000) + "]".repeat(130_000),
  "130,000 objects in each other": '{"a":'.repeat(130_000) + 1 + "}".repeat(130_000),
  "arrays that never end": "[".repeat(130_000),
  "101 levels": "[".repeat(101) + "]".repeat(101),
  "an empty text": "",
  "an open text": '"a',
  "an open text that ends in a backslash": '"a\\',
  "a key that is not JSON": '{"\\x":1}',
  "something behind the value": "{} {}",
  "a byte-order mark": "\ufeff{}",
} as const;

describe("parseJson()", () => {
  test("reads any JSON as JSON.parse does", () =>
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 2), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        assert.deepEqual(parse(text), JSON.parse(text));
      }),
    ));

  test("refuses an object in which any key is repeated", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "binary" }), { minLength: 1 }),
        fc.nat(),
        (keys, which) => {
          const repeated = keys[which % keys.length];
          const pairs = [...keys, repeated].map((key) => `${JSON.stringify(key)}:{"a":[]}`);
          assert.equal(parse(`{${pairs.join(",")}}`), null);
        },
      ),
    ));

  test("never throws, whatever the text", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("{", "}", "[", "]", '"', "\\", ":", ",", "1", "\\u", " ")),
        (pieces) => {
          parse(pieces.join(""));
        },
      ),
    ));

  for (const [which, text] of Object.entries(refused)) {
    test(`refuses ${which}`, () => {
      assert.equal(parse(text), null);
    });
  }

  test("refuses invalid UTF-8 instead of replacing it", () => {
    assert.equal(parse('"\ufffd"'), "\ufffd");
    assert.equal(parseJson(new Uint8Array([0x22, 0x80, 0x22])), null);
  });

  test("accepts equal keys in different objects, and a text that looks like a key", () => {
    const text = '{"a":{"a":1},"b":[{"a":2},{"a":"\\"a\\":"}],"c":"a"}';
    assert.deepEqual(parse(text), JSON.parse(text));
  });

  test("accepts 100 levels", () => {
    assert.ok(Array.isArray(parse("[".repeat(100) + "]".repeat(100))));
  });

  test("keeps __proto__ a field, and every prototype as it was", () => {
    const value = parse('{"__proto__":{"polluted":true}}');
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(Reflect.get(Object.prototype, "polluted"), undefined);
  });
});
