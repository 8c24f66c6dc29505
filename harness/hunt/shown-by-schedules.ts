/**
 * Mutants that a schedule of the default size is known to show, and how large the smallest one is.
 *
 * Not all that there are: of most others nobody knows, since all schedules take minutes each. Many are
 * no matter of order: they take a forgery, a crash, another value, or more deviations.
 *
 * @module
 */

import type { Size } from "../exhaustive/enumeration.ts";

/** Of so many events, with so many deviations: the mutants by their names. */
const SHOWN: readonly (readonly [size: Size, names: readonly string[]])[] = [
  [
    { events: 2, deviations: 0 },
    [
      "dedupe/adds-on-every-delivery",
      "dedupe/adds-on-every-event",
      "dedupe/key-is-the-body",
      "dedupe/key-is-the-object",
      "dedupe/key-is-the-signature",
      "race/read-then-insert",
    ],
  ],
  [{ events: 2, deviations: 1 }, ["race/shared-variable", "race/slow-payment-takes-back"]],
  [
    { events: 3, deviations: 0 },
    [
      "dedupe/key-is-type-and-object",
      "order/late-failure-restricts",
      "order/late-renewal-resurrects",
      "order/late-renewal-shortens",
      "order/late-schedule-sticks",
      "order/late-undo-sticks",
    ],
  ],
  [
    { events: 3, deviations: 1 },
    [
      "order/drops-equal-stamps",
      "order/last-read-wins",
      "order/ties-ignore-the-period",
      "race/compares-before-reading",
      "race/stand-in-is-written",
    ],
  ],
];

export const SHOWN_BY_SCHEDULES: ReadonlyMap<string, Size> = new Map(
  SHOWN.flatMap(([size, names]) => names.map((name) => [name, size] as const)),
);
