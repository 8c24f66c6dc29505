/** The formats that a value from the wire must have before anything of ours keeps it. @module */

import { z } from "zod";

/** Enough for any id seen, and a bound on what an index has to hold (A10). */
const ID_CHARACTERS_MAX = 255;

/** What is accepted is compared (A11), to the nanosecond: more is refused, and never rounded. */
const FRACTION_DIGITS_MAX = 9;
const FRACTION_TOO_LONG = new RegExp(`\\.\\d{${FRACTION_DIGITS_MAX + 1}}`);

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
  .refine((value) => !FRACTION_TOO_LONG.test(value), "more than nine digits of a second")
  .refine(isStorableInstant, "not an instant of the years 1 to 9999");

/** Postgres refuses offsets of 16 hours, and has no year 0. */
function isStorableInstant(value: string): boolean {
  const year = new Date(value).getUTCFullYear();
  return year >= 1 && year <= 9999 && !/[+-](?:1[5-9]|2\d):\d\d$/.test(value);
}
