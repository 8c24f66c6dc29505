/** A run's report as a value: every reporter is a function of it, and so is the exit code. @module */

import type { Policy } from "./model.ts";
import type { Level, Profile } from "./requirement.ts";

/** The set of requirements that a report speaks of. */
export const REQUIREMENT_SET = "1";

export type Verdict = "held" | "broken" | "untested" | "inconclusive";

/** Why nothing can be said: each has an exit code of its own. */
export type Doubt = "different_when_repeated" | "unreachable" | "interrupted" | "harness_fault";

export type Finding = {
  readonly id: string;
  readonly level: Level;
  readonly profile: Profile;
  readonly claim: string;
  readonly source: string;
  readonly verdict: Verdict;
  readonly doubt: Doubt | null;
  /** One line; null where the requirement held. */
  readonly reason: string | null;
  readonly details: readonly string[];
  /** fast-check's path to the smallest counterexample. */
  readonly path: string | null;
};

/** Everything that may differ between two runs with one seed stands here or in `measurements`. */
export type Header = {
  readonly requirementSet: string;
  readonly target: string;
  readonly scheme: string;
  readonly policy: Policy;
  readonly seed: number;
  readonly runs: number;
  /** Ends every id on the wire: `evt_2` was sent as `evt_2_<nonce>…`. */
  readonly nonce: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The command that ran, up to `--only`, to be completed for a replay. */
  readonly command: string;
};

export type Report = {
  readonly header: Header;
  readonly findings: readonly Finding[];
  readonly measurements: { readonly durationMs: number };
};

/**
 * @param strict Whether a broken SHOULD counts as well.
 * @returns The exit code of the target contract, in its precedence: 130, 5, 1, 4, 3, 2, 0.
 */
export function exitCodeOf({ findings }: Report, strict: boolean): number {
  const doubts = new Set(findings.map(({ doubt }) => doubt));
  const counts = ({ verdict, level }: Finding): boolean =>
    verdict === "broken" && (strict || level === "MUST");

  if (doubts.has("interrupted")) return 130;
  if (doubts.has("harness_fault")) return 5;
  if (findings.some(counts)) return 1;
  if (doubts.has("different_when_repeated")) return 4;
  if (doubts.has("unreachable")) return 3;
  return findings.some(({ verdict }) => verdict === "held") ? 0 : 2;
}
