/**
 * Asks requirements side by side, and those alone during which the target ended by itself: which of
 * them it was that ended it, only that can tell.
 *
 * @module
 */

import pMap from "p-map";
import type { Requirement } from "../requirements/requirement.ts";
import { type Death, deathWithin, inWords } from "../target/death.ts";
import { type ManagedTarget, TargetNotStarted } from "../target/managed-target.ts";
import { doubtful } from "./finding.ts";
import type { Finding } from "./report.ts";
import type { Stop } from "./stop.ts";

/** One requirement, asked; and whether the target may be about to end by it. */
export type Asked = {
  readonly finding: Finding;
  readonly seen: { readonly isLost: boolean } | null;
};

export type Company<A extends Asked> = {
  readonly lanes: number;
  /** Null where we did not start it, and can't start it again. */
  readonly managed: ManagedTarget | null;
  readonly stop: Stop;
  readonly ask: (requirement: Requirement) => Promise<A>;
  /** What is said where the target ended while it was asked alone. */
  readonly accuse: (asked: A, death: Death) => Finding;
  readonly decide: (requirement: Requirement, finding: Finding) => void;
};

/**
 * Each requirement by which it ends costs two starts of the target. Twenty such are all that one
 * forgotten `catch` was seen to cost; who ends by more has nothing that is worth the wait.
 */
export const DEATHS_MAX = 40;

/** Until the end of a process is told, once its connections were cut. */
const TOLD_WITHIN_MS = 500;

/** @returns Those that were not reached, since the run was stopped. */
export async function askAll<A extends Asked>(
  requirements: readonly Requirement[],
  company: Company<A>,
  deaths: { count: number },
): Promise<readonly Requirement[]> {
  const { managed, stop, lanes } = company;
  let left = requirements;
  while (left.length > 0 && stop.stopped() === null) {
    const suspects: Requirement[] = [];
    const later: Requirement[] = [];
    const ask = async (requirement: Requirement): Promise<void> => {
      if (stop.stopped() !== null || managed?.death()) {
        later.push(requirement);
        return;
      }
      const asked = await company.ask(requirement);
      if (await deathWithin(managed, asked.seen?.isLost === true ? TOLD_WITHIN_MS : 0))
        suspects.push(requirement);
      else company.decide(requirement, asked.finding);
    };
    // Whoever is asked one thing after the other is not made to hold several connections by these.
    const waiting = lanes === 1 ? [] : left.filter(({ onlyWaits }) => onlyWaits);
    await Promise.all([
      ...waiting.map(ask),
      pMap(
        left.filter((requirement) => !waiting.includes(requirement)),
        ask,
        { concurrency: lanes },
      ),
    ]);
    const death = managed?.death() ?? null;
    if (managed !== null && death !== null) {
      deaths.count += 1;
      await askAlone(suspects, death, { ...company, managed }, deaths, later);
    }
    left = requirements.filter((requirement) => later.includes(requirement));
  }
  return left;
}

async function askAlone<A extends Asked>(
  suspects: readonly Requirement[],
  death: Death,
  company: Company<A> & { readonly managed: ManagedTarget },
  deaths: { count: number },
  later: Requirement[],
): Promise<void> {
  const { managed, stop } = company;
  let isFound = false;
  let last: { readonly requirement: Requirement; readonly finding: Finding } | null = null;
  for (const requirement of suspects) {
    if (stop.stopped() !== null || !(await startAgain(managed, stop, death))) {
      later.push(requirement);
      continue;
    }
    const asked = await company.ask(requirement);
    const again = await deathWithin(managed, TOLD_WITHIN_MS);
    if (again === null) {
      if (last !== null) company.decide(last.requirement, last.finding);
      last = { requirement, finding: asked.finding };
      continue;
    }
    isFound = true;
    deaths.count += 1;
    company.decide(requirement, company.accuse(asked, again));
    if (deaths.count < DEATHS_MAX) continue;
    stop.because({
      why: "deaths",
      reason: `the receiver ended by itself ${deaths.count} times, last with ${inWords(again)}: mend that first`,
    });
  }
  if (last !== null) {
    const { requirement, finding } = last;
    company.decide(requirement, isFound ? finding : puzzled(requirement, suspects, death));
  }
  await startAgain(managed, stop, death);
}

/** It ended, and by none of those that were asked then when each was asked alone. */
function puzzled(
  requirement: Requirement,
  suspects: readonly Requirement[],
  death: Death,
): Finding {
  const others = suspects.filter((each) => each !== requirement).map(({ id }) => id);
  const company = others.length === 0 ? "" : `, together with ${others.join(", ")}`;
  return doubtful(
    requirement,
    "different_when_repeated",
    `the receiver ended with ${inWords(death)} while this was asked${company}, and not when it was asked again`,
  );
}

/** @returns Whether it runs. */
async function startAgain(managed: ManagedTarget, stop: Stop, death: Death): Promise<boolean> {
  if (managed.death() === null) return true;
  try {
    await managed.restart();
    return true;
  } catch (error) {
    if (!(error instanceof TargetNotStarted)) throw error;
    const reason = `the receiver ended with ${inWords(death)}, and did not start again`;
    stop.because({ why: "gone", reason });
    return false;
  }
}
