/** What was bought when the run began, to be heard of again at its end. @module */

export type Early = {
  /** When it had been acknowledged, by the clock of `performance.now()`. */
  readonly boughtAt: number;
  /** Delivers the event that granted it once more, until it is acknowledged. */
  readonly repeat: () => Promise<void>;
  /** Compares the probe with what its buyer must have. */
  readonly expectEntitlements: () => Promise<void>;
};
