import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { quotingWithout } from "./quoting.ts";

const { answer, lines } = quotingWithout(["whsec_one", "whsec_one_and_more"]);

function answered(body: string) {
  return { status: 503, headers: new Map(), body: new TextEncoder().encode(body) };
}

describe("what a receiver said", () => {
  test("is quoted in one line, with its status", () => {
    assert.equal(answer(answered('{\n  "error": "no"\n}')), '503 { "error": "no" }');
    assert.equal(answer(answered("")), "503");
  });

  test("is quoted without a secret, or the password of a database", () => {
    assert.deepEqual(lines("have whsec_one_and_more and whsec_one"), [
      "have [masked] and [masked]",
    ]);
    assert.deepEqual(lines("at postgres://app:hunter2@db/x"), ["at postgres://app:[masked]@db/x"]);
  });

  test("moves no cursor and paints nothing", () => {
    assert.deepEqual(lines("\u001b[31mError\u001b[0m: \u0007no\r\n\r\n"), ["Error: no"]);
  });

  test("is cut where it is long: in a line, and in lines, of which the last ones stay", () => {
    assert.equal(answer(answered("a".repeat(9999))).length, 305);
    const many = lines(Array.from({ length: 99 }, (_, n) => `line ${n}`).join("\n"));
    assert.equal(many.length, 12);
    assert.equal(many.at(-1), "line 98");
  });

  test("says a line that is written again and again once", () => {
    assert.deepEqual(lines("no database\nno database\nno database\n"), ["no database"]);
  });
});
