/** The formats that a value from the wire must have before anything of ours keeps it. @module */

import { z } from "zod";

/** Enough for any id seen, and a bound on what an index has to hold. */
const ID_CHARACTERS_MAX = 255;

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

/** A moment as ISO 8601 writes it, with `Z` or an offset, of a year that Postgres has too. */
export const instant = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value))
  .refine((at) => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999);
