/**
 * Carts of every shape: what is in one is the merchant's own affair.
 *
 * @see docs/target-contract.md#session
 * @module
 */

import fc from "fast-check";
import { edgesWithin, WHOLE_MAX, wholeNumbers } from "../../values/whole-numbers.ts";

export type Cart = Readonly<Record<string, unknown>>;

/** In words, and what such a cart may be. */
export type CartShape = { readonly what: string; readonly carts: fc.Arbitrary<Cart> };

const LINES_MAX = 400;

/** No whole number of 0 or more, each in its own way. */
const NO_QUANTITIES: readonly unknown[] = [null, "3", "", 1.5, -1, true, 1e300, [2], { of: 1 }];

const NO_LISTS: readonly unknown[] = [null, "seat", 3, false, {}, { seat: { quantity: 2 } }];

const NO_ITEMS: readonly unknown[] = [null, "seat", 3, [], [{ quantity: 1 }]];

const one = (cart: Cart): fc.Arbitrary<Cart> => fc.constant(cart);

const line = (quantity: unknown): Cart => ({ id: "seat", name: "Seat", amountMinor: 0, quantity });

const among = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

export const CART_SHAPES: readonly CartShape[] = [
  { what: "without lines", carts: one({ currency: "usd" }) },
  { what: "that is empty", carts: one({}) },
  { what: "with a list of no lines", carts: one({ lineItems: [] }) },
  {
    what: "whose lines are no list",
    carts: among(NO_LISTS).map((lineItems) => ({ lineItems })),
  },
  {
    what: "with a line that is no object",
    carts: among(NO_ITEMS).map((item) => ({ lineItems: [line(1), item] })),
  },
  {
    what: "with a line without a quantity",
    carts: one({ lineItems: [line(1), { id: "gift", name: "Gift" }] }),
  },
  {
    what: "with a quantity that is no whole number",
    carts: among(NO_QUANTITIES).map((quantity) => ({ lineItems: [line(1), line(quantity)] })),
  },
  {
    what: "in the merchant's own words",
    carts: among(["line_items", "items", "products", "LineItems"]).map((name) => ({
      [name]: [{ sku: "seat", qty: 2 }],
    })),
  },
  {
    what: "with more in it than lines",
    carts: fc
      .record({ note: fc.jsonValue({ maxDepth: 2 }), of: fc.jsonValue({ maxDepth: 2 }) })
      .map(({ note, of }) => ({ note, lineItems: [{ ...line(2), of }, line(0)] })),
  },
  {
    what: "of many lines",
    carts: fc
      .integer({ min: 100, max: LINES_MAX })
      .map((lines) => ({ lineItems: Array.from({ length: lines }, () => line(1)) })),
  },
  {
    what: "of many units",
    carts: wholeNumbers({}).map((quantity) => ({ lineItems: [line(quantity)] })),
  },
];

export const arbitraryCart: fc.Arbitrary<Cart> = fc.oneof(...CART_SHAPES.map(({ carts }) => carts));

/** @returns A cart for each width that a number of units can be too large for. */
export function cartsOfEveryWidth(): readonly Cart[] {
  return edgesWithin(0, WHOLE_MAX).map((quantity) => ({ lineItems: [line(quantity)] }));
}

/**
 * @returns The sum of the quantities of all lines; null where there is no list of lines, or one has no
 *   whole quantity of 0 or more, or nothing could show the sum: the units are unknown then.
 */
export function unitsIn(cart: Cart): number | null {
  const { lineItems } = cart;
  if (!Array.isArray(lineItems)) return null;
  const quantities = lineItems.map(quantityOf);
  if (!quantities.every((quantity) => quantity !== null)) return null;
  const sum = quantities.reduce((units, quantity) => units + BigInt(quantity), 0n);
  return sum <= BigInt(WHOLE_MAX) ? Number(sum) : null;
}

function quantityOf(item: unknown): number | null {
  if (typeof item !== "object" || item === null || !("quantity" in item)) return null;
  const { quantity } = item;
  const isWhole = typeof quantity === "number" && Number.isSafeInteger(quantity) && quantity >= 0;
  return isWhole ? quantity : null;
}
