/** Instants on whole seconds, at and beyond every width in which they are commonly kept. @module */

import fc from "fast-check";

/** Of seconds in 31 and 32 bits, and of what four digits of a year can say. */
const PAST = ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:01.000Z", "2001-09-09T01:46:40.000Z"];

/** In the future, in every sense: far from the clock of whoever compares with it. */
export const FAR: readonly string[] = [
  "2038-01-19T03:14:07.000Z",
  "2038-01-19T03:14:08.000Z",
  "2106-02-07T06:28:15.000Z",
  "2106-02-07T06:28:16.000Z",
  "2262-04-11T23:47:17.000Z",
  // A day less than there are: who tells it in local time has four digits for the year as well.
  "9999-12-30T23:59:59.000Z",
];

const FIRST_FAR_MS = Date.UTC(2038, 0, 19);
const LAST_MS = Date.UTC(9999, 11, 30, 23, 59, 59);
const SECOND_MS = 1000;

export const farInstants: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...FAR),
  fc
    .integer({ min: FIRST_FAR_MS / SECOND_MS, max: LAST_MS / SECOND_MS })
    .map((seconds) => new Date(seconds * SECOND_MS).toISOString()),
);

/** Long ago as well. */
export const anyInstants: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...PAST), farInstants);
