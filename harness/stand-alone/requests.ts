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
