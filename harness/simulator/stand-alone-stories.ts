/** Whole purchases and subscriptions, for who wants one without playing it move by move. @module */

import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { purchase, subscribe } from "./stand-alone-requests.ts";
import type { Command } from "./world.ts";

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

/** An id that nobody has given. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString("hex")}`;
}
