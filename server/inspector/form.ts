/** Reads a form that was sent, within bounds: whoever sends it may be anybody. @module */

import { createBodyBudget } from "../body-budget.ts";
import { readBody } from "../read-body.ts";

export type Form = Pick<URLSearchParams, "get">;

/** Ids of any provider's fit, and a token. */
const BYTES_MAX = 16 * 1024;
const TIMEOUT_MS = 5000;

/** Of forms at once. */
const SEATS = 16;

const seats = createBodyBudget(SEATS, SEATS * BYTES_MAX);

/** @returns `null` where it is too large, too slow, or none. */
export async function readForm(request: Request): Promise<Form | null> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const seat = seats.takeSeat();
  if (seat === null) return null;
  try {
    const reading = await readBody(request, { bytesMax: BYTES_MAX, timeoutMs: TIMEOUT_MS, seat });
    if (!reading.ok || type !== "application/x-www-form-urlencoded") return null;
    return new URLSearchParams(new TextDecoder().decode(reading.body));
  } finally {
    seat.leave();
  }
}
