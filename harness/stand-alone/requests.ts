/** What may be asked of any sender's world in the simulator that runs by itself, as JSON. @module */

import { z } from "zod";

const id = z.string().min(1).max(255);

/** The id of the event that announces a command, and whether to deliver that. Both are for scripts. */
export const telling = z.object({ event: id.optional(), deliver: z.boolean().default(true) });

export type Telling = z.infer<typeof telling>;

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

/** How one delivery is not as an honest sender's. */
const misbehaviour = z.discriminatedUnion("kind", [
  /** It is lost on the way. */
  z.strictObject({ kind: z.literal("drop") }),
  z.strictObject({ kind: z.literal("delay"), ms: z.int().min(1).max(60_000) }),
  /** It is signed with a secret that nobody has. */
  z.strictObject({ kind: z.literal("wrong_signature") }),
  /** The next read of its object shows the state of so many changes ago. */
  z.strictObject({ kind: z.literal("lag"), changes: z.int().min(1).default(1) }),
]);

export type Misbehaviour = Readonly<z.infer<typeof misbehaviour>>;

/** An event is sent once more. */
export const resend = z.strictObject({
  event: id,
  misbehave: misbehaviour.nullable().default(null),
});

/** One a delivery, in this order; an empty list takes back what was planned. */
export const misbehave = z.strictObject({ deliveries: z.array(misbehaviour).max(100) });

/** Whether deliveries are held from now on. */
export const hold = z.strictObject({ hold: z.boolean() });

/** Which held deliveries are sent now, one after the other was answered, in this order. */
export const held = z.strictObject({ events: z.array(id).min(1) });
