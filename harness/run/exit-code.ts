/** A report -> the exit code of its run. Pure. @module */

import { type Finding, isKnown, isStale, type Report } from "./report.ts";

/** Whether it makes the receiver one that does not conform. */
export function counts(finding: Finding, strict: boolean): boolean {
  const { verdict, level } = finding;
  return (
    isStale(finding) || (verdict === "broken" && !isKnown(finding) && (strict || level === "MUST"))
  );
}

/** Where several are broken, the one that accuses comes first, then the one that nobody can mend by a setting. */
const FOUNDATION_CODES = [1, 3, 2] as const;

/**
 * @param strict Whether a broken SHOULD counts as well.
 * @returns The exit code of the target contract, in its precedence: 130, 5, a broken foundation's, 1,
 *   what the run was stopped by, 4, 3, 2, 0.
 */
export function exitCodeOf(
  { findings, foundations, stopped }: Pick<Report, "findings" | "foundations" | "stopped">,
  strict: boolean,
): number {
  const doubts = new Set(findings.map(({ doubt }) => doubt));
  if (doubts.has("interrupted")) return 130;
  if (doubts.has("harness_fault")) return 5;
  for (const code of FOUNDATION_CODES) {
    if (foundations.some(({ exitCode }) => exitCode === code)) return code;
  }
  if (findings.some((finding) => counts(finding, strict))) return 1;
  if (stopped !== null) return stopped.why === "gone" ? 3 : 130;
  if (doubts.has("out_of_time")) return 130;
  if (doubts.has("different_when_repeated")) return 4;
  if (doubts.has("unreachable")) return 3;
  return findings.some(({ verdict }) => verdict === "held") ? 0 : 2;
}
