/** What may be asked of the simulator that runs by itself, as JSON. @module */

import { z } from "zod";
import { INVOICE_COMMANDS } from "../providers/gwop/invoices.ts";
import { SESSION_COMMANDS } from "../providers/proxy/session-moves.ts";
import { SUBSCRIPTION_COMMANDS } from "../providers/proxy/subscription-moves.ts";

const id = z.string().min(1).max(255);
const buyer = id;

export const purchase = z.strictObject({
  buyer_reference: buyer,
  quantity: z.int().min(1).default(1),
});

export const subscribe = z.strictObject({
  buyer_reference: buyer,
  trial: z.boolean().default(false),
});

export const invoice = z.strictObject({
  buyer_reference: buyer,
  quantity: z.int().min(1).default(1),
  /** Asked for, in millionths of a USDC. */
  amount_usdc: z
    .string()
    .regex(/^\d{1,78}$/)
    .default("1000000"),
  pay: z.boolean().default(true),
});

const item = z.strictObject({
  id: z.string(),
  name: z.string(),
  amountMinor: z.int().min(0),
  quantity: z.int().min(0),
});

/** The id of the event that announces it, and whether to deliver that. Both are for scripts. */
const telling = { event: id.optional(), deliver: z.boolean().default(true) };

export const command = z.union([
  z.strictObject({ do: z.enum(SESSION_COMMANDS), session: id, ...telling }),
  z.strictObject({ do: z.enum(SUBSCRIPTION_COMMANDS), subscription: id, ...telling }),
  z.strictObject({ do: z.enum(INVOICE_COMMANDS), invoice: id, ...telling }),
  z.strictObject({
    do: z.literal("create"),
    session: id,
    buyer,
    items: z.array(item),
    ...telling,
  }),
  z.strictObject({
    do: z.literal("start_subscription"),
    session: id,
    subscription: id,
    trial: z.boolean().default(false),
    ...telling,
  }),
  z.strictObject({ do: z.literal("wait"), ms: z.int().min(1), ...telling }),
]);

const fault = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("status"), status: z.literal([401, 404, 429, 500, 503]) }),
  z.strictObject({ kind: z.literal("hang") }),
  z.strictObject({ kind: z.literal("cut") }),
  z.strictObject({ kind: z.literal("lag"), changes: z.int().min(1) }),
  z.strictObject({ kind: z.literal("not_json") }),
  z.strictObject({ kind: z.literal("other_object") }),
  z.strictObject({ kind: z.literal("malformed") }),
  z.strictObject({ kind: z.literal("unknown_status") }),
  z.strictObject({ kind: z.literal("hold"), status: z.literal([200, 503]).default(200) }),
]);

export type FaultRequest = z.infer<typeof fault>;

/** One fault a read, in this order; an empty list takes back what was planned. */
export const faults = z.strictObject({ id, faults: z.array(fault) });

/** Lets the held reads of an object be answered. */
export const release = z.strictObject({ id });
