/** A correct receiver with one bug. @module */

import type { Parts } from "./parts.ts";

/** A bug, as it is written down: whose receiver has it is not said here. */
export type Bug = {
  /** `area/bug-in-words`, as the requirement that is meant for it. */
  readonly name: string;
  /** One sentence, of the receiver. */
  readonly bug: string;
  /** Where the bug is one of a single scheme; any scheme shows the others. */
  readonly scheme?: string;
  /**
   * Exchanges the parts that have the bug. Called at every start, so that what it keeps in a
   * variable is lost by a restart, and what it keeps on the disk is not. A method: a sender's own
   * receiver has more parts.
   */
  parts(correct: Parts): Parts;
};

/** A receiver of one sender's webhooks that has a bug. */
export type Mutant = Bug & {
  readonly provider: string;
  /** It is a mutant of Proxy's receiver, put into another's: others noticed it there already. */
  readonly isBorrowed?: boolean;
};
