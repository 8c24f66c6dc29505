import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { arbitraryCart, unitsIn } from "./carts.ts";

const MAX = Number.MAX_SAFE_INTEGER;

function cartOf(...quantities: readonly unknown[]) {
  return { lineItems: quantities.map((quantity) => ({ quantity })) };
}

describe("unitsIn()", () => {
  test("adds up whole quantities, none included", () => {
    assert.equal(unitsIn(cartOf(12, 0, 1)), 13);
    assert.equal(unitsIn(cartOf()), 0);
    assert.equal(unitsIn(cartOf(MAX)), MAX);
  });

  test("knows no units where a line has no whole quantity of 0 or more", () => {
    for (const quantity of [null, "3", 1.5, -1, true, 1e300, undefined]) {
      assert.equal(unitsIn(cartOf(1, quantity)), null);
    }
  });

  test("knows none of a cart without a list of lines, nor of a sum that no number shows", () => {
    for (const cart of [{}, { lineItems: null }, { lineItems: { quantity: 1 } }, cartOf(MAX, 1)]) {
      assert.equal(unitsIn(cart), null);
    }
  });

  test("says something of every cart", () => {
    fc.assert(
      fc.property(arbitraryCart, (cart) => {
        const units = unitsIn(cart);
        assert.ok(units === null || (Number.isSafeInteger(units) && units >= 0));
      }),
    );
  });
});
