import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { id, instant, text } from "./wire-formats.ts";

describe("text", () => {
  for (const value of ["", "a b", "ü 😀", "\ufeff"]) {
    test(`takes ${JSON.stringify(value)} as it is`, () => assert.equal(text.parse(value), value));
  }

  for (const value of ["\u0000", "a\ud83d", 7, null]) {
    test(`refuses ${JSON.stringify(value)}, which no database would keep as it is`, () => {
      assert.ok(!text.safeParse(value).success);
    });
  }
});

describe("id", () => {
  test("takes from 1 to 255 characters, and neither fewer nor more", () => {
    for (const length of [1, 255]) assert.ok(id.safeParse("x".repeat(length)).success);
    for (const length of [0, 256]) assert.ok(!id.safeParse("x".repeat(length)).success);
  });
});

describe("instant", () => {
  test("takes Z and an offset for the same moment", () => {
    const noon = new Date("2026-01-01T12:00:00.000Z");
    assert.deepEqual(instant.parse("2026-01-01T12:00:00Z"), noon);
    assert.deepEqual(instant.parse("2026-01-01T13:00:00+01:00"), noon);
  });

  for (const value of [
    "2026-01-01T12:00:00", // nobody knows where
    "2026-13-01T00:00:00Z", // no month
    "0000-01-01T00:00:00Z", // no year that Postgres has
    1_767_268_800,
  ]) {
    test(`refuses ${JSON.stringify(value)}`, () => assert.ok(!instant.safeParse(value).success));
  }
});
