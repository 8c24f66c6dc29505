/** What was bought when the run began, to be heard of again at its end. @module */

import type { WireOutcome } from "../courier/wire.ts";

export type Early = {
  /** When it had been acknowledged, by the clock of `performance.now()`. */
  readonly boughtAt: number;
  /** Delivers the event that granted it once more. */
  readonly repeat: () => Promise<WireOutcome>;
  /** Compares the probe with what its buyer must have. */
  readonly expectEntitlements: () => Promise<void>;
};
