/** Whole purchases, subscriptions and invoices, for who wants one without playing it move by move. @module */

import { randomBytes, randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Command } from "../simulator/world.ts";
import type { invoice, purchase, subscribe } from "./requests.ts";

export function purchaseOf(wish: z.infer<typeof purchase>): readonly Command[] {
  const { buyer_reference: buyer, quantity } = wish;
  const session = newId("psess");
  const items = [{ id: "item_1", name: "Credits", amountMinor: 1000, quantity }];
  return [
    { do: "create", session, buyer, items },
    { do: "hand_off", session },
    { do: "open", session },
    { do: "pay", session },
    { do: "make_provisionable", session },
  ];
}

export function subscriptionOf(wish: z.infer<typeof subscribe>): readonly Command[] {
  const { buyer_reference: buyer, trial } = wish;
  const session = newId("psess");
  const subscription = newId("psub");
  const items = [{ id: "seat", name: "Seat", amountMinor: 1000, quantity: 1 }];
  return [
    { do: "create", session, buyer, items },
    { do: "hand_off", session },
    { do: "open", session },
    { do: "pay", session },
    { do: "start_subscription", session, subscription, trial },
    { do: "make_provisionable", session },
  ];
}

export function invoiceOf(wish: z.infer<typeof invoice>, merchantId: string): IssueCommand {
  const { buyer_reference: buyer, quantity, amount_usdc } = wish;
  return {
    do: "issue",
    invoice: randomUUID(),
    public_invoice_id: `inv_${randomBytes(16).toString("hex")}`,
    merchant_id: merchantId,
    buyer,
    items: [{ id: "item_1", quantity }],
    base_amount: amount_usdc,
    versions: "given",
  };
}

type IssueCommand = Extract<Command, { do: "issue" }>;

/** An id that nobody has given. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString("hex")}`;
}
