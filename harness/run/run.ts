/** Requirements x target -> findings. @module */

import pMap from "p-map";
import { historySchemaOf } from "../histories/counterexample.ts";
import type { Effort } from "../histories/effort.ts";
import { Falsified } from "../properties/check-property.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { TargetNotStarted } from "../target/managed-target.ts";
import { Broken, Unreachable, Untested } from "../target/verdict.ts";
import { missing } from "../trial/sender.ts";
import { openTrial, type TrialSettings } from "../trial/trial.ts";
import type { Baseline } from "./baseline.ts";
import { VERBS } from "./catalogue.ts";
import type { Doubt, Finding } from "./report.ts";

/** Trials don't share ids, so several run side by side; more would only crowd two cores. */
export const LANES = 4;

export type Circumstances = {
  /** With which endpoint a requirement is checked. */
  readonly settingsOf: (requirement: Requirement) => TrialSettings;
  /** The deviations that are known, with their reasons. */
  readonly baseline: Baseline;
  /** Why a requirement can't be asked, since what it stands on is broken; null where it can. */
  readonly blockedBy?: (requirement: Requirement) => string | null;
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
  { settingsOf, baseline, blockedBy, lanes = LANES, onFinding }: Circumstances,
): Promise<readonly Finding[]> {
  const findings = new Map<Requirement, Finding>();
  const examine = async (requirement: Requirement): Promise<void> => {
    const expected = baseline.get(requirement.id) ?? null;
    const reason = blockedBy?.(requirement) ?? null;
    const startedAt = performance.now();
    const found =
      reason === null
        ? await findingOf(requirement, settingsOf(requirement), effort)
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
): Promise<Finding> {
  const absent = missing(settings.target, settings.sender, requirement.profile);
  if (absent !== null) return findingAs(requirement, { verdict: "untested", reason: absent });

  const first = await attempt(requirement, settings, effort);
  if (first.verdict !== "broken") return first;

  const { path } = first;
  const second = await attempt(requirement, settings, path === null ? effort : { ...effort, path });
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

async function attempt(
  requirement: Requirement,
  settings: TrialSettings,
  effort: Effort,
): Promise<Finding> {
  if (settings.signal.aborted) return doubtful(requirement, "interrupted", "interrupted");
  const trial = openTrial(settings);
  try {
    await requirement.check(trial, effort);
    return findingAs(requirement, { verdict: "held" });
  } catch (error) {
    if (settings.signal.aborted) return doubtful(requirement, "interrupted", "interrupted");
    if (error instanceof Broken) {
      const { details, path } = error;
      return findingAs(requirement, {
        verdict: "broken",
        reason: trial.symbolic(error.message),
        details: details.map(trial.symbolic),
        path,
        counterexample: error instanceof Falsified ? counterexampleOf(error) : null,
      });
    }
    if (error instanceof Untested) {
      return findingAs(requirement, { verdict: "untested", reason: error.message });
    }
    if (error instanceof Unreachable) {
      return doubtful(requirement, "unreachable", error.message);
    }
    if (error instanceof TargetNotStarted) {
      // The first line: after it comes what the target wrote.
      return doubtful(requirement, "unreachable", error.message.split("\n", 1).join());
    }
    const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return doubtful(requirement, "harness_fault", fault);
  } finally {
    trial.close();
  }
}

function counterexampleOf({ history, hits, replays }: Falsified): Finding["counterexample"] {
  // As a file would hold it: a copy that nobody else has.
  return { history: historySchemaOf(VERBS).parse(history), hits, replays };
}

function doubtful(requirement: Requirement, doubt: Doubt, reason: string): Finding {
  return findingAs(requirement, { verdict: "inconclusive", doubt, reason });
}

const UNSEEN = { durationMs: 0, answer: null, output: [] } as const;

function findingAs(
  { id, level, profile, claim, why, source, remedy }: Requirement,
  found: Pick<Finding, "verdict"> & Partial<Finding>,
): Finding {
  const nothing = { doubt: null, reason: null, details: [], path: null };
  const blank = { ...nothing, counterexample: null, expected: null, observed: UNSEEN };
  return { id, level, profile, claim, why, source, remedy, ...blank, ...found };
}
