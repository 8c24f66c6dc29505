import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseUnique } from "./unique-json.ts";

describe("parseUnique()", () => {
  test("reads any JSON value as JSON.parse does", () =>
    fc.assert(
      fc.property(fc.json(), fc.nat({ max: 4 }), (text, indent) => {
        const value: unknown = JSON.parse(text);
        assert.deepEqual(parseUnique(JSON.stringify(value, null, indent)), value);
      }),
    ));

  for (const [how, text] of [
    ["spelled alike", '{"a":1,"a":1}'],
    ["one of them escaped", '{"a":1,"\\u0061":2}'],
    ["with white space before the colon", '{"a" :1,"a"\n:2}'],
    ["with an object between them", '{"a":{"b":[]},"a":1}'],
    ["inside an array", '[0,{"a":1,"a":2}]'],
    ["named like what every object has", '{"__proto__":1,"__proto__":2}'],
  ] as const) {
    test(`refuses a key twice, ${how}`, () => assert.equal(parseUnique(text), undefined));
  }

  test("allows one key in several objects, and a key that is a value too", () => {
    const text = '[{"a":"a"},{"a":{"a":"\\"a\\":"}}]';
    assert.deepEqual(parseUnique(text), JSON.parse(text));
  });

  test("refuses what is no JSON", () => assert.equal(parseUnique('{"a":1'), undefined));

  test("takes a text that is nested deeper than calls may be", () => {
    const depth = 100_000;
    assert.notEqual(parseUnique("[".repeat(depth) + "]".repeat(depth)), undefined);
  });
});
