/** A correct receiver with one bug. @module */

import type { Scheme } from "../courier/sign.ts";
import type { Parts } from "./parts.ts";

export type Mutant = {
  /** `area/bug-in-words`: the area of the requirement that is meant for it. */
  readonly name: string;
  /** One sentence, of the receiver. */
  readonly bug: string;
  /** Where the bug is one of a single scheme; any scheme shows the others. */
  readonly scheme?: Scheme;
  /**
   * Exchanges the parts that have the bug. Called at every start, so that what it keeps in a
   * variable is lost by a restart, and what it keeps on the disk is not.
   */
  readonly parts: (correct: Parts) => Parts;
};
