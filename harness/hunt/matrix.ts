/** Which requirement killed which mutant, as a value: what is printed is made of it. @module */

import type { Mutant } from "../mutants/mutant.ts";
import { killsOf, type Requirement } from "../requirements/requirement.ts";
import type { Finding } from "../run/report.ts";

/** What the requirements found out about one mutant. */
export type Hunt = {
  readonly name: string;
  readonly bug: string;
  /** Ids of the requirements that are there to kill it, and did. */
  readonly killedBy: readonly string[];
  /** Those that are there to kill it, and did not. */
  readonly missedBy: readonly Note[];
  /** Ids of the others that noticed it; null where they were not asked. */
  readonly alsoKilledBy: readonly string[] | null;
};

/** A requirement, and why it did not do what it is there for. */
export type Note = { readonly id: string; readonly reason: string };

/** A correct receiver was found guilty of something. */
export type Accusation = Note & {
  /** Which one, where it is one that differs. */
  readonly receiver: string | null;
  readonly scheme: string;
  readonly seed: number;
};

/** A correct receiver that differs, in words. */
export type Way = { readonly name: string; readonly way: string };

export type Matrix = {
  readonly hunts: readonly Hunt[];
  /** The correct receivers that were judged although they differ. */
  readonly differing: readonly Way[];
  readonly accusations: readonly Accusation[];
  /** Requirements that no mutant can show to bite. */
  readonly unshown: readonly Note[];
  /** Errors of the harness itself, which say nothing about anyone. */
  readonly faults: readonly string[];
};

/** What a matrix needs to know of a finding. */
export type Verdict = Pick<Finding, "id" | "verdict" | "doubt" | "reason">;

/** The correct receiver before the requirements, once. */
export type Judgement = {
  readonly scheme: string;
  readonly seed: number;
  readonly findings: readonly Verdict[];
};

/** @returns The requirements that are there to kill a mutant. */
export function meantFor(
  { name }: Pick<Mutant, "name">,
  catalogue: readonly Requirement[],
): readonly Requirement[] {
  return catalogue.filter((requirement) => killsOf(requirement).includes(name));
}

export function huntFrom(
  { name, bug }: Pick<Mutant, "name" | "bug">,
  meant: readonly Pick<Requirement, "id">[],
  findings: readonly Verdict[],
  askedAll: boolean,
): Hunt {
  const ids = new Set<string>(meant.map(({ id }) => id));
  const own = findings.filter(({ id }) => ids.has(id));
  return {
    name,
    bug,
    killedBy: own.filter(isKill).map(({ id }) => id),
    missedBy: own.filter((finding) => !isKill(finding)).map(noteOf),
    alsoKilledBy: askedAll
      ? findings
          .filter(({ id, verdict }) => !ids.has(id) && verdict === "broken")
          .map(({ id }) => id)
      : null,
  };
}

/** Untested once is no accusation, since a scheme has requirements of its own; untested always is. */
export function accusationsIn(judgements: readonly Judgement[]): readonly Accusation[] {
  const held = new Set(
    judgements.flatMap(({ findings }) =>
      findings.filter(({ verdict }) => verdict === "held").map(({ id }) => id),
    ),
  );
  return judgements.flatMap(({ scheme, seed, findings }) =>
    findings
      .filter(({ verdict, doubt }) => verdict !== "held" && doubt !== "harness_fault")
      .filter(({ id, verdict }) => verdict !== "untested" || !held.has(id))
      .map((finding) => ({ ...noteOf(finding), receiver: null, scheme, seed })),
  );
}

/** A mutant survives if nothing is there to kill it, or if something that is there did not. */
export function survived({ killedBy, missedBy }: Hunt): boolean {
  return killedBy.length === 0 || missedBy.length > 0;
}

export function tally({ hunts, differing, accusations }: Matrix): string {
  const survivors = hunts.filter(survived).length;
  return [
    `${hunts.length - survivors} mutants killed`,
    `${survivors} survivors`,
    ...(differing.length === 0 ? [] : [`${differing.length} correct receivers that differ`]),
    `${accusations.length} accusations`,
  ].join(", ");
}

/** @returns The exit code, as the target contract numbers them: 5, 1, 0. */
export function exitCodeOf({ hunts, accusations, faults }: Matrix): number {
  if (faults.length > 0) return 5;
  return hunts.some(survived) || accusations.length > 0 ? 1 : 0;
}

/** A race that broke once is a kill: when it breaks is the scheduler's affair, that it can the bug's. */
function isKill({ verdict, doubt }: Verdict): boolean {
  return verdict === "broken" || doubt === "different_when_repeated";
}

function noteOf({ id, verdict, reason }: Verdict): Note {
  return { id, reason: reason === null ? verdict : `${verdict}: ${reason}` };
}
