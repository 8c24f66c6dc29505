/** What small stories are made of, as a sender says it: data. @module */

import type { Deed } from "../trial/sender.ts";

export type Repertoire = {
  /** How a purchase may begin. One that makes no event waits for the first thing that does. */
  readonly beginnings: readonly Deed[];
  /** What may happen to a purchase that has begun, one event each at most. */
  readonly verbs: readonly string[];
  /** Those of all these of which the app tells the receiver, so that it matters what comes before. */
  readonly told: readonly string[];
  /** Whether the receiver reads a state: then a read can lag, fail, or be slow. */
  readonly isRead: boolean;
};
