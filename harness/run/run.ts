/** Requirements x target -> findings. @module */

import type { Effort } from "../histories/effort.ts";
import { isInvariant } from "../properties/invariant.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { TrialSettings } from "../trial/trial.ts";
import type { Listening } from "./attempt.ts";
import type { Baseline } from "./baseline.ts";
import { askAll, type Company } from "./company.ts";
import { findingAs } from "./finding.ts";
import { accuse, isGone, type Judged, judge, told } from "./judge.ts";
import { createPatience } from "./patience.ts";
import type { Finding } from "./report.ts";
import { createStop, type Stop } from "./stop.ts";

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
  /** Is told why not all was asked, where that is so. */
  readonly stop?: Stop;
  /** Whether nothing more is to be asked after a finding. */
  readonly endsWith?: (finding: Finding) => boolean;
  /** Called as each finding is made, in no fixed order. */
  readonly onFinding: (finding: Finding) => void;
};

/**
 * Checks every requirement, side by side but for those that crowd the target or stop it, which come
 * last.
 *
 * A target that we started and that ends by itself is started again. What is not reached is untested.
 *
 * @returns The findings in the order of the requirements. Never throws for what a check did.
 */
export async function run(
  requirements: readonly Requirement[],
  effort: Effort,
  circumstances: Circumstances,
): Promise<readonly Finding[]> {
  const { settingsOf, baseline, blockedBy, listening = null, lanes = LANES } = circumstances;
  const { stop = createStop(), endsWith, onFinding } = circumstances;
  const findings = new Map<Requirement, Finding>();
  const decide = (requirement: Requirement, found: Finding): void => {
    const finding = { ...found, expected: baseline.get(requirement.id) ?? null };
    findings.set(requirement, finding);
    onFinding(finding);
    if (endsWith?.(finding) === true) {
      stop.because({
        why: "fail_fast",
        reason: `${finding.id} is broken, and --fail-fast was given`,
      });
    }
  };

  const asked: Requirement[] = [];
  for (const requirement of requirements) {
    const reason = blockedBy?.(requirement) ?? null;
    if (reason === null) asked.push(requirement);
    else decide(requirement, findingAs(requirement, { verdict: "blocked", reason }));
  }
  const [first] = asked;
  const company: Company<Judged> = {
    lanes,
    managed: first === undefined ? null : settingsOf(first).target.managed,
    stop,
    ask: askerOf(effort, circumstances, stop),
    accuse: (judged, death) => accuse(judged, death, listening),
    decide,
  };
  const deaths = { count: 0 };
  const disruptive = asked.filter(({ profile }) => profile === "fault");
  const others = asked.filter(({ profile }) => profile !== "fault");
  const left = [
    ...(await askAll(
      others.filter((each) => !crowds(each)),
      company,
      deaths,
    )),
    ...(await askAll(others.filter(crowds), { ...company, lanes: 1 }, deaths)),
    ...(await askAll(disruptive, { ...company, lanes: 1 }, deaths)),
  ];
  for (const requirement of left) {
    const reason = "not reached before the run stopped";
    decide(requirement, findingAs(requirement, { verdict: "untested", reason }));
  }
  return requirements.flatMap((requirement) => findings.get(requirement) ?? []);
}

/** Sends so much at once that a target may rightly put off what others send meanwhile. */
function crowds(requirement: Requirement): boolean {
  const isRace = /(^|\/)race\//.test(requirement.id) && !isInvariant(requirement);
  return isRace || requirement.isLast !== undefined;
}

/** @returns What asks one requirement, and notices a target that is gone for good. */
function askerOf(effort: Effort, circumstances: Circumstances, stop: Stop) {
  const { settingsOf, listening = null, lanes = LANES } = circumstances;
  const patience = createPatience(lanes, stop);
  let answeredAt: number | null = null;
  return async (requirement: Requirement): Promise<Judged> => {
    const settings = settingsOf(requirement);
    const startedAt = performance.now();
    const { finding, seen } = await judge(requirement, settings, effort, {
      listening,
      stop,
      patience,
    });
    if (seen !== null) answeredAt = Math.max(answeredAt ?? 0, seen.answeredAt ?? 0) || null;
    const isRefused = finding.doubt === "unreachable" && settings.target.managed === null;
    if (isRefused && stop.stopped() === null && (await isGone(settings))) {
      const until = answeredAt === null ? "never answered" : `answered until ${timeOf(answeredAt)}`;
      const sent = seen?.lastSent ?? null;
      const last = sent === null ? "" : `. It was being sent ${told(sent, listening)}`;
      const reason = `the receiver ${until}; since then connections are refused${last}`;
      stop.because({ why: "gone", reason });
    }
    const durationMs = Math.round(performance.now() - startedAt);
    return { finding: { ...finding, observed: { ...finding.observed, durationMs } }, seen };
  };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 19);
}
