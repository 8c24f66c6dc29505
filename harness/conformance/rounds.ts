/** Asks the requirements of a run: once, or seed after seed. @module */

import type { Effort } from "../histories/effort.ts";
import { isInvariant } from "../properties/invariant.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { Listening } from "../run/attempt.ts";
import type { Baseline } from "../run/baseline.ts";
import { counts } from "../run/exit-code.ts";
import { type Finding, goesOn, type Stopped } from "../run/report.ts";
import { LANES, run } from "../run/run.ts";
import type { Stop } from "../run/stop.ts";
import { withEarly } from "../trial/buy-early.ts";
import type { Sample } from "../trial/delivering.ts";
import { withHabits } from "../trial/learn-habits.ts";
import { missing } from "../trial/sender.ts";
import type { TrialSettings } from "../trial/trial.ts";
import type { Ground } from "./ground.ts";
import type { RunOptions } from "./options.ts";

type Means = {
  readonly baseline: Baseline;
  readonly onFinding: (finding: Finding) => void;
  readonly ground: Ground;
  readonly listening: Listening;
  readonly stop: Stop;
};

type Rounds = {
  readonly findings: readonly Finding[];
  readonly stopped: Stopped | null;
  /** Of the last round. */
  readonly seed: number;
  readonly samples: readonly Sample[];
};

/** Checks everything once; or, where it soaks, seed after seed for as long as all goes well. */
export async function rounds(
  requirements: readonly Requirement[],
  { seed: firstSeed, runs, path, recorded, timeBudgetMs, soak, failFast, strict }: RunOptions,
  endpoints: readonly TrialSettings[],
  { baseline, onFinding, ground: { blockedBy, lanes }, listening, stop }: Means,
): Promise<Rounds> {
  const settings = endpoints.map((own) => withEarly(withHabits(own)));
  for (const { target, sender, early } of settings) {
    const looksBack = requirements.some(
      (one) =>
        one.isLast === "looks back" &&
        one.provider === sender.name &&
        missing(target, sender, one.profile) === null &&
        blockedBy(one) === null,
    );
    // Whoever looks back at it is told where this failed.
    if (looksBack) early?.().catch(() => undefined);
  }
  for (let seed = firstSeed; ; seed += 1) {
    const samples: Sample[] = [];
    const measure = (sample: Sample): void => {
      samples.push(sample);
    };
    const effort: Effort = {
      seed,
      runs,
      path,
      shrinks: true,
      recorded,
      timeBudgetMs: shareOf(timeBudgetMs, requirements),
      lanes,
    };
    const settingsOf = ({ provider }: Requirement): TrialSettings => {
      const own = settings.find(({ sender }) => sender.name === provider);
      if (own === undefined) throw new Error(`Bug: no endpoint of ${provider} is tested`);
      return { ...own, measure, beside: settings.filter((other) => other !== own) };
    };
    const findings = await run(requirements, effort, {
      stop,
      endsWith: (finding) => failFast && counts(finding, strict),
      settingsOf,
      baseline,
      blockedBy,
      lanes,
      listening,
      onFinding,
    });
    const stopped = stop.stopped();
    if (!soak || stopped !== null || !goesOn(findings)) return { findings, stopped, seed, samples };
  }
}

/** The invariants share the time, as many at once as there are lanes. */
function shareOf(timeBudgetMs: number, requirements: readonly Requirement[]): number {
  const invariants = requirements.filter(isInvariant);
  return timeBudgetMs * Math.min(1, LANES / Math.max(1, invariants.length));
}
