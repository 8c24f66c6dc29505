/** One try of one requirement. @module */

import { historySchemaOf } from "../histories/counterexample.ts";
import type { Effort } from "../histories/effort.ts";
import { Falsified } from "../properties/check-property.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { TargetNotStarted } from "../target/managed-target.ts";
import type { Quoting } from "../target/quoting.ts";
import type { Story } from "../target/story.ts";
import { Broken, Unfinished, Unreachable, Untested } from "../target/verdict.ts";
import { openTrial, type TrialSettings } from "../trial/trial.ts";
import { VERBS } from "./catalogue.ts";
import { doubtful, findingAs } from "./finding.ts";
import type { Finding } from "./report.ts";
import { type Seen, unlessAborted, watched } from "./seen.ts";

/** How what the target said is brought into a finding. */
export type Listening = {
  readonly quoting: Quoting;
  /** What the target has written since a moment of `performance.now()`, if we started it. */
  readonly writtenSince: (startedAt: number) => string;
  /** Begins the nonce of every trial of the run. */
  readonly nonce: string;
};

export type Manner = {
  readonly listening: Listening | null;
  /** Ends it as the run stops. */
  readonly stopped: AbortSignal;
  /** So long one attempt may take. */
  readonly withinMs: number;
};

export type Attempted = { readonly finding: Finding; readonly seen: Seen };

/** By whom an attempt is ended that would go on. */
type Ends = {
  /** A person. */
  readonly interrupted: AbortSignal;
  /** The run. */
  readonly stopped: AbortSignal;
  /** Its own time. */
  readonly late: AbortSignal;
};

/** @returns What was found, and noticed on the way. Never throws for what a check did. */
export async function attempt(
  requirement: Requirement,
  given: TrialSettings,
  effort: Effort,
  { listening, stopped, withinMs }: Manner,
): Promise<Attempted> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), withinMs);
  const ends: Ends = { interrupted: given.signal, stopped, late: late.signal };
  const { seen, settings } = watched(given, AbortSignal.any(Object.values(ends)));
  const startedAt = performance.now();
  try {
    const finding = await tried(requirement, settings, effort, {
      ends,
      story: seen.story,
      observed: (broken) => ({
        durationMs: 0,
        answer: broken.answer === null ? null : (listening?.quoting.answer(broken.answer) ?? null),
        output: listening === null ? [] : written(listening, seen, startedAt),
      }),
      lateness: () => {
        const hung = seen.hung === 0 ? "" : `: ${seen.hung} deliveries were not answered in time`;
        return `not decided within ${Math.round(withinMs / 1000)} s${hung}`;
      },
    });
    return { finding, seen };
  } finally {
    clearTimeout(timer);
  }
}

/** @returns The last lines that were written meanwhile, but for those about other trials. */
export function written(
  { quoting, writtenSince, nonce }: Listening,
  { nonces }: Seen,
  startedAt: number,
): readonly string[] {
  const lines = writtenSince(startedAt).split("\n");
  const isOwn = (line: string): boolean =>
    !line.includes(nonce) || [...nonces].some((own) => new RegExp(`${own}(?![0-9a-z])`).test(line));
  return quoting.lines(lines.filter(isOwn).join("\n"));
}

type Telling = {
  readonly ends: Ends;
  readonly observed: (broken: Broken) => Finding["observed"];
  readonly lateness: () => string;
  /** What the check did. */
  readonly story: () => Story;
};

async function tried(
  requirement: Requirement,
  settings: TrialSettings,
  effort: Effort,
  { ends, observed, lateness, story }: Telling,
): Promise<Finding> {
  const { signal } = settings;
  if (ends.interrupted.aborted) return doubtful(requirement, "interrupted", "interrupted");
  const trial = openTrial({ ...settings, seed: effort.seed });
  try {
    await unlessAborted(requirement.check(trial, effort), signal);
    return findingAs(requirement, { verdict: "held" });
  } catch (error) {
    if (ends.interrupted.aborted) return doubtful(requirement, "interrupted", "interrupted");
    if (signal.aborted && !(error instanceof Broken)) {
      return ends.stopped.aborted
        ? findingAs(requirement, {
            verdict: "untested",
            reason: "not decided before the run stopped",
          })
        : doubtful(requirement, "out_of_time", lateness());
    }
    if (error instanceof Broken) {
      const { details, path } = error;
      return findingAs(requirement, {
        verdict: "broken",
        reason: trial.symbolic(error.message),
        details: details.map(trial.symbolic),
        path,
        story: error instanceof Falsified ? error.story : story(),
        counterexample: error instanceof Falsified ? counterexampleOf(error) : null,
        observed: observed(error),
      });
    }
    return undecided(requirement, error);
  } finally {
    trial.close();
  }
}

/** What accuses nobody. */
function undecided(requirement: Requirement, error: unknown): Finding {
  if (error instanceof Untested) {
    return findingAs(requirement, { verdict: "untested", reason: error.message });
  }
  if (error instanceof Unfinished) return doubtful(requirement, "out_of_time", error.message);
  if (error instanceof Unreachable) return doubtful(requirement, "unreachable", error.message);
  if (error instanceof TargetNotStarted) {
    // The first line: after it comes what the target wrote.
    return doubtful(requirement, "unreachable", error.message.split("\n", 1).join());
  }
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return doubtful(requirement, "harness_fault", fault);
}

function counterexampleOf({ history, hits, replays }: Falsified): Finding["counterexample"] {
  // As a file would hold it: a copy that nobody else has.
  return { history: historySchemaOf(VERBS).parse(history), hits, replays };
}
