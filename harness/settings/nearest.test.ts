import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { nearest } from "./nearest.ts";

const NAMES = ["url", "bodyLimit", "only", "report"];

describe("nearest()", () => {
  const slips: readonly (readonly [string, string])[] = [
    ["body-limit", "bodyLimit"],
    ["bodylimit", "bodyLimit"],
    ["reports", "report"],
    ["onyl", "only"],
    ["ur", "url"],
  ];
  for (const [typed, meant] of slips) {
    test(`takes ${typed} for ${meant}`, () => assert.equal(nearest(typed, NAMES), meant));
  }

  test("finds any name again that lost one of its letters", () =>
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.nat(), (name, index) => {
        const position = index % name.length;
        assert.equal(nearest(name.slice(0, position) + name.slice(position + 1), NAMES), name);
      }),
    ));
});
