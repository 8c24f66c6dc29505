import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { edgesWithin, WHOLE_MAX, wholeNumbers } from "./whole-numbers.ts";

describe("edgesWithin()", () => {
  test("has the last number of each common width, and the first beyond it", () => {
    const edges = edgesWithin(0, WHOLE_MAX);
    for (const edge of [0, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, WHOLE_MAX]) {
      assert.ok(edges.includes(edge), String(edge));
    }
    assert.ok(edges.includes(2_147_483_647) && edges.includes(2_147_483_648));
    assert.ok(edges.includes(4_294_967_295) && edges.includes(4_294_967_296));
  });
});

describe("wholeNumbers()", () => {
  test("stays within its bounds", () => {
    fc.assert(
      fc.property(wholeNumbers({ min: 1, max: 300 }), (number) => {
        assert.ok(Number.isInteger(number) && number >= 1 && number <= 300);
      }),
    );
  });
});
