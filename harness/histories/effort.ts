/** How hard to try where cases are generated. @module */

import type { History } from "./history.ts";

export type Effort = {
  readonly seed: number;
  readonly runs: number;
  /** Replays one generated case, given fast-check's path to it. */
  readonly path: string | null;
  /** Whether a counterexample is made smaller: it takes a while, and the verdict is the same. */
  readonly shrinks: boolean;
  /** Histories that broke an invariant before: they are played first. */
  readonly recorded: (invariant: string) => readonly History[];
  /** How long one invariant may go on playing further histories. */
  readonly timeBudgetMs: number;
  /** How many histories may be played side by side, where they need not be one after the other. */
  readonly lanes: number;
};

/** For whoever plays a single case. */
export const ONE_CASE: Effort = {
  seed: 1,
  runs: 1,
  path: null,
  shrinks: false,
  recorded: () => [],
  timeBudgetMs: 0,
  lanes: 1,
};
