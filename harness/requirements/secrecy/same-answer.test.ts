import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answers, tellsApart } from "./same-answer.ts";

const refusal = (first: string, second = first): Answers => ({
  status: "401",
  bodies: [first, second],
});

describe("tellsApart()", () => {
  test("sees another status, and another text", () => {
    assert.equal(tellsApart(refusal("no"), { ...refusal("no"), status: "400" }), true);
    assert.equal(tellsApart(refusal("stale"), refusal("forged")), true);
  });

  test("sees nothing in two answers that are the same", () => {
    assert.equal(tellsApart(refusal("no"), refusal("no")), false);
  });

  test("takes a request id, which differs by itself, for no hint", () => {
    assert.equal(tellsApart(refusal("no 1", "no 2"), refusal("no 3", "no 4")), false);
    assert.equal(tellsApart(refusal("no 1", "no 2"), refusal("no")), false);
  });
});
