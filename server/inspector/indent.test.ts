import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { indent } from "./indent.ts";

describe("indent()", () => {
  test("lays out any JSON as JSON.stringify would, where that changes no value", () =>
    fc.assert(
      fc.property(fc.json(), (json) => {
        assert.equal(indent(json), JSON.stringify(JSON.parse(json), null, 2));
      }),
    ));

  test("leaves every value as it was spelled", () => {
    const text = '{"n":12345678901234567890,"n":1e400,"s":"\\u0041 {,}:[ \\" \\\\"}';
    assert.equal(indent(text).replaceAll(/\n\s*|(?<=:) /g, ""), text);
    assert.match(indent(text), /^ {2}"n": 12345678901234567890,$/m);
  });

  test("leaves what is no JSON as it is", () => {
    for (const text of ["", "{", "<b>", "{'a':1}", "1 2"]) assert.equal(indent(text), text);
  });
});
