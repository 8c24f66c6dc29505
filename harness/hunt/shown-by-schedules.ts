/**
 * The mutants that a schedule of the default size shows, and how large the smallest one is.
 *
 * The other bugs are no matter of order: they take a forgery, a crash, another value, or more deviations.
 *
 * @module
 */

import type { Size } from "../exhaustive/enumeration.ts";

/** Of so many events, with so many deviations: the mutants by their names. */
const SHOWN: readonly (readonly [size: Size, names: readonly string[]])[] = [];

export const SHOWN_BY_SCHEDULES: ReadonlyMap<string, Size> = new Map(
  SHOWN.flatMap(([size, names]) => names.map((name) => [name, size] as const)),
);
