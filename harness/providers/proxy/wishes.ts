/** What may be begun at Proxy in one go, in the simulator that runs by itself. @module */

import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Beginning } from "../provider.ts";
import type { ProxyCommand } from "./world.ts";

const id = z.string().min(1).max(255);

/** Of some units; also what a checkout that nobody has paid yet is begun with. */
export const purchase = z.strictObject({
  buyer_reference: id,
  quantity: z.int().min(1).default(1),
});

export const subscribe = z.strictObject({
  buyer_reference: id,
  trial: z.boolean().default(false),
});

const BUYER = { name: "buyer_reference", label: "Buyer", kind: "text", preset: "user_42" } as const;
const QUANTITY = { name: "quantity", label: "Quantity", kind: "number", preset: "1" } as const;

export const BEGINNINGS: readonly Beginning[] = [
  { title: "Begin a checkout", path: "/simulator/checkout", fields: [BUYER, QUANTITY] },
  { title: "Buy at once", path: "/simulator/purchase", fields: [BUYER, QUANTITY] },
  {
    title: "Subscribe",
    path: "/simulator/subscribe",
    fields: [BUYER, { name: "trial", label: "With a trial", kind: "boolean", preset: "" }],
  },
];

/** @returns A session that its payer has opened, and may pay. */
export function checkoutOf(
  session: string,
  { buyer_reference: buyer, quantity }: z.infer<typeof purchase>,
): readonly ProxyCommand[] {
  const items = [{ id: "item_1", name: "Credits", amountMinor: 1000, quantity }];
  return [
    { do: "create", session, buyer, items },
    { do: "hand_off", session },
    { do: "open", session },
  ];
}

/** @returns The same, paid and provisionable. */
export function purchaseOf(
  session: string,
  wish: z.infer<typeof purchase>,
): readonly ProxyCommand[] {
  return [
    ...checkoutOf(session, wish),
    { do: "pay", session },
    { do: "make_provisionable", session },
  ];
}

export function subscriptionOf(
  session: string,
  { buyer_reference: buyer, trial }: z.infer<typeof subscribe>,
): readonly ProxyCommand[] {
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
