/** Requirements x target -> findings. @module */

import pMap from "p-map";
import type { Effort } from "../histories/effort.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { missing } from "../trial/sender.ts";
import type { TrialSettings } from "../trial/trial.ts";
import { attempt, type Listening } from "./attempt.ts";
import type { Baseline } from "./baseline.ts";
import { findingAs } from "./finding.ts";
import type { Finding } from "./report.ts";

/** Trials don't share ids, so several run side by side; more would only crowd two cores. */
export const LANES = 4;

export type Circumstances = {
  /** With which endpoint a requirement is checked. */
  readonly settingsOf: (requirement: Requirement) => TrialSettings;
  /** The deviations that are known, with their reasons. */
  readonly baseline: Baseline;
  /** Why a requirement can't be asked, since what it stands on is broken; null where it can. */
  readonly blockedBy?: (requirement: Requirement) => string | null;
  /** How what the target says is brought into the findings; by default it isn't. */
  readonly listening?: Listening | null;
  /** How many requirements may be asked side by side. */
  readonly lanes?: number;
  /** Called as each finding is made, in no fixed order. */
  readonly onFinding: (finding: Finding) => void;
};

/**
 * Checks every requirement, side by side but for those that stop the target, which come last.
 *
 * @returns The findings in the order of the requirements. Never throws for what a check did.
 */
export async function run(
  requirements: readonly Requirement[],
  effort: Effort,
  { settingsOf, baseline, blockedBy, listening = null, lanes = LANES, onFinding }: Circumstances,
): Promise<readonly Finding[]> {
  const findings = new Map<Requirement, Finding>();
  const examine = async (requirement: Requirement): Promise<void> => {
    const expected = baseline.get(requirement.id) ?? null;
    const reason = blockedBy?.(requirement) ?? null;
    const startedAt = performance.now();
    const found =
      reason === null
        ? await findingOf(requirement, settingsOf(requirement), effort, listening)
        : findingAs(requirement, { verdict: "blocked", reason });
    const durationMs = Math.round(performance.now() - startedAt);
    const finding = { ...found, expected, observed: { ...found.observed, durationMs } };
    findings.set(requirement, finding);
    onFinding(finding);
  };

  const disruptive = requirements.filter(({ profile }) => profile === "fault");
  const peaceful = requirements.filter(({ profile }) => profile !== "fault");
  await pMap(peaceful, examine, { concurrency: lanes });
  for (const requirement of disruptive) await examine(requirement);

  return requirements.flatMap((requirement) => findings.get(requirement) ?? []);
}

/** A broken requirement is tried once more, with fresh ids: an accusation has to be repeatable. */
async function findingOf(
  requirement: Requirement,
  settings: TrialSettings,
  effort: Effort,
  listening: Listening | null,
): Promise<Finding> {
  const absent = missing(settings.target, settings.sender, requirement.profile);
  if (absent !== null) return findingAs(requirement, { verdict: "untested", reason: absent });

  const { finding: first } = await attempt(requirement, settings, effort, listening);
  if (first.verdict !== "broken") return first;

  const { path } = first;
  const again = path === null ? effort : { ...effort, path };
  const { finding: second } = await attempt(requirement, settings, again, listening);
  if (second.verdict === "broken" || second.verdict === "inconclusive") {
    return second.doubt === null ? first : second;
  }
  return {
    ...first,
    verdict: "inconclusive",
    doubt: "different_when_repeated",
    reason: `broken in 1 of 2 tries: ${first.reason}`,
  };
}
