/** What an invoice of Gwop's is for, where a check does not care. @module */

import type { InvoiceItem } from "./invoices.ts";

/** One USDC, in millionths. */
export const BASE_AMOUNT = "1000000";

/** As the app registers them. Two, so that the sum of the quantities is not that of the first. */
export function itemsOf(quantity: number): readonly InvoiceItem[] {
  return [
    { id: "item_1", quantity },
    { id: "item_2", quantity: 1 },
  ];
}
