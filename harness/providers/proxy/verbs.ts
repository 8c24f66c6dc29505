/** What is bought from a merchant by Proxy, where a check does not care. @module */

import type { LineItem } from "./objects.ts";

/** Two lines, so that the sum of the quantities is not the quantity of the first. */
export function cartOf(quantity: number): readonly LineItem[] {
  return [
    { id: "item_1", name: "Credits", amountMinor: 1000, quantity },
    { id: "item_2", name: "Welcome credit", amountMinor: 0, quantity: 1 },
  ];
}
