/** The formats that a value from the wire must have before anything of ours keeps it. @module */

import { z } from "zod";

/** Enough for any id seen, and a bound on what an index has to hold (A10). */
const ID_CHARACTERS_MAX = 255;

/** The longest date-time that carries meaning: nanoseconds and an offset are 35 characters. */
const INSTANT_CHARACTERS_MAX = 40;

/**
 * Text that a database can keep as it is.
 *
 * Postgres refuses NUL; a lone surrogate is encoded as U+FFFD, so that two texts become one.
 */
export const text = z
  .string()
  .refine((value) => value.isWellFormed() && !value.includes("\u0000"), "not storable as UTF-8");

/** Text that identifies something. */
export const id = text.min(1).max(ID_CHARACTERS_MAX);

export const sessionId = id.startsWith("psess_");
export const subscriptionId = id.startsWith("psub_");

/** A moment as ISO 8601 writes it, with `Z` or an offset; kept as spelled. */
export const instant = z.iso
  .datetime({ offset: true })
  .max(INSTANT_CHARACTERS_MAX)
  .refine(isStorableInstant, "not an instant of the years 1 to 9999");

/** Postgres refuses offsets of 16 hours, and has no year 0. */
function isStorableInstant(value: string): boolean {
  const year = new Date(value).getUTCFullYear();
  return year >= 1 && year <= 9999 && !/[+-](?:1[5-9]|2\d):\d\d$/.test(value);
}
