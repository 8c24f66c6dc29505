/**
 * Mutants that a schedule of the default size is known to show, and how large the smallest one is.
 *
 * Not all that there are: most others of `order`, `race`, `dedupe` and `state` are shown by no schedule of one deviation,
 * since they are no matter of order, but of a forgery, a crash or another value; of two deviations, and of some of
 * Gwop's, nobody knows, since all schedules take minutes each. `gwop/dedupe/key-is-the-signature` is shown by one or
 * another, as a second of the clock begins between two copies or does not.
 *
 * @module
 */

import type { Size } from "../exhaustive/enumeration.ts";

/** Of so many events, with so many deviations: the mutants by their names. */
const SHOWN: readonly (readonly [size: Size, names: readonly string[]])[] = [
  [
    { events: 1, deviations: 0 },
    [
      "gwop/dedupe/acknowledged-before-written",
      "gwop/state/unknown-invoice-dropped",
      "state/any-end-grants",
      "state/grants-on-paid",
    ],
  ],
  [
    { events: 1, deviations: 1 },
    [
      "dedupe/duplicate-is-a-conflict",
      "gwop/dedupe/adds-on-every-delivery",
      "gwop/dedupe/duplicate-is-a-conflict",
      "state/reads-are-cached",
    ],
  ],
  [{ events: 1, deviations: 2 }, ["state/one-at-a-time", "state/outage-revokes"]],
  [
    { events: 2, deviations: 0 },
    [
      "dedupe/acknowledged-before-written",
      "dedupe/adds-on-every-delivery",
      "dedupe/adds-on-every-event",
      "dedupe/key-is-the-body",
      "dedupe/key-is-the-object",
      "dedupe/key-is-the-signature",
      "gwop/order/lowest-event-id-wins",
      "order/late-payment-grants",
      "order/lowest-event-id-wins",
      "order/payment-takes-back",
      "race/read-then-insert",
      "state/cancellation-is-ignored",
      "state/insists-on-equal-versions",
      "state/only-payments-count",
      "state/only-renewals-count",
      "state/past-due-is-ignored",
      "state/schedule-ends-access",
      "state/trial-grants-nothing",
    ],
  ],
  [
    { events: 2, deviations: 1 },
    [
      "dedupe/recorded-before-reading",
      "dedupe/recorded-before-the-body-is-checked",
      "dedupe/recorded-before-time-is-checked",
      "dedupe/recorded-before-verifying",
      "gwop/race/shared-variable",
      "race/shared-variable",
      "race/slow-payment-takes-back",
      "state/errors-are-swallowed",
      "state/first-failure-blocks",
      "state/stale-read-counts",
    ],
  ],
  [
    { events: 3, deviations: 0 },
    [
      "dedupe/key-is-type-and-object",
      "order/cancellation-ends-the-buyer",
      "order/last-story-wins",
      "order/late-failure-restricts",
      "order/late-renewal-resurrects",
      "order/late-renewal-shortens",
      "order/late-schedule-sticks",
      "order/late-undo-sticks",
      "order/one-mark-for-all",
      "state/both-records-grant",
      "state/once-cancelled-always-cancelled",
      "state/restricted-for-ever",
      "state/stand-in-needs-order",
      "state/undo-is-ignored",
    ],
  ],
  [
    { events: 3, deviations: 1 },
    [
      "order/drops-equal-stamps",
      "order/last-read-wins",
      "order/ties-ignore-the-period",
      "order/whole-seconds",
      "race/compares-before-reading",
      "race/stand-in-is-written",
    ],
  ],
];

export const SHOWN_BY_SCHEDULES: ReadonlyMap<string, Size> = new Map(
  SHOWN.flatMap(([size, names]) => names.map((name) => [name, size] as const)),
);
