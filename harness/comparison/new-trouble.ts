/** Whether a run is worse than the one before, as an exit code. Pure. @module */

import { counts, exitCodeOf } from "../run/exit-code.ts";
import type { Report } from "../run/report.ts";
import type { Changes } from "./changes.ts";

/** What a run could not say, it did not say either that nothing is broken. */
const NOT_JUDGED: readonly number[] = [2, 3, 5, 130];

/**
 * @param later The run that the changes lead to.
 * @returns 1 where something is broken that was asked before and was not, and that counts in the later
 *   run; else that run's own exit code where it judged not all, or its foundation is broken; 4 where a
 *   requirement is doubtful now; else 0.
 */
export function exitCodeOfNew(changes: Changes, later: Report): number {
  const { findings, header, foundations } = later;
  const broken = new Set(changes.newlyBroken.map(({ id }) => id));
  if (findings.some((each) => broken.has(each.id) && counts(each, header.strict))) return 1;
  const own = exitCodeOf(later, header.strict);
  if (foundations.length > 0 || NOT_JUDGED.includes(own)) return own;
  return changes.doubtful.length > 0 ? 4 : 0;
}
