/** A correct receiver with one bug. @module */

import type { Scheme } from "../courier/sign.ts";
import type { Parts } from "./parts.ts";

export type Mutant = {
  /** `area/bug-in-words`, as the requirement that is meant for it; `gwop/area/…` of Gwop's. */
  readonly name: string;
  /** One sentence, of the receiver. */
  readonly bug: string;
  /** Where the bug is one of a single scheme; any scheme shows the others. */
  readonly scheme?: Scheme;
  /** It is a mutant of Proxy's receiver, put into Gwop's: others noticed it there already. */
  readonly isBorrowed?: boolean;
  /**
   * Exchanges the parts that have the bug. Called at every start, so that what it keeps in a
   * variable is lost by a restart, and what it keeps on the disk is not.
   */
  readonly parts: (correct: Parts) => Parts;
};
