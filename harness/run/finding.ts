/** How findings are made. @module */

import type { Requirement } from "../requirements/requirement.ts";
import type { Doubt, Finding } from "./report.ts";

const UNSEEN = { durationMs: 0, answer: null, output: [] } as const;

/** @returns A finding with nothing in it but what was found. */
export function findingAs(
  { id, level, profile, claim, why, source, remedy }: Requirement,
  found: Pick<Finding, "verdict"> & Partial<Finding>,
): Finding {
  const nothing = { doubt: null, reason: null, details: [], path: null };
  const blank = { ...nothing, counterexample: null, story: [], expected: null, observed: UNSEEN };
  return { id, level, profile, claim, why, source, remedy, ...blank, ...found };
}

export function doubtful(requirement: Requirement, doubt: Doubt, reason: string): Finding {
  return findingAs(requirement, { verdict: "inconclusive", doubt, reason });
}
