/**
 * What a verified body says of its event where the SDK resolved nothing, for people who look for it.
 *
 * Nothing is decided by it.
 *
 * @module
 */

import { z } from "zod";
import type { Said } from "../arrival.ts";
import { parseJson } from "../json.ts";
import { id, instant } from "../wire-formats.ts";

const envelope = z.object({
  id,
  type: id,
  created_at: instant.nullable().catch(null),
  data: z
    .object({ object: z.object({ id }) })
    .nullable()
    .catch(null),
});

/** @returns `null` where it is no event. */
export function readEnvelope(body: Uint8Array): Said | null {
  const parsed = envelope.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const { id: eventId, type, created_at: occurredAt, data } = parsed.data;
  return { eventId, type, objectId: data?.object.id ?? null, occurredAt };
}
