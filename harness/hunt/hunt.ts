/**
 * Judges every mutant, the correct receiver that they are made from, and others that are correct in
 * another way.
 *
 * A mutant that no requirement notices is a hole in the catalogue; a requirement that accuses the
 * correct receiver, or one that merely differs, is a mistake in it.
 *
 * @module
 */

import type { Mutant } from "../mutants/mutant.ts";
import { PROVIDERS } from "../providers/providers.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { ofProviders } from "../run/select.ts";
import { DEFAULT_POLICY, type Policy } from "../target/policy.ts";
import { openBench } from "./bench.ts";
import { accusationsOf, judgedWays, notAsSaid } from "./differing.ts";
import { inThreads, type Judged } from "./judges.ts";
import { accusationsIn, huntFrom, type Judgement, type Matrix, meantFor } from "./matrix.ts";

export type HuntOptions = {
  readonly mutants: readonly Mutant[];
  /** The requirements that must find nothing wrong with the correct receiver. */
  readonly accusers: readonly Requirement[];
  /** Whether the requirements that aren't meant for a mutant judge it too. */
  readonly asksAll: boolean;
  /** The correct receivers that differ, by the names of their cases. */
  readonly differing: readonly string[];
  /** On how many seeds the correct receiver is judged. */
  readonly seeds: number;
  /** Generated histories for each invariant, for the correct receiver. */
  readonly runs: number;
  readonly signal: AbortSignal;
  /** Called with the name of what was judged. */
  readonly onJudged: (name: string) => void;
};

const FIRST_SEED = 1;
const OTHER_POLICY: Policy = { pastDue: "granted", cancelled: "until_period_end" };

/** @returns What was found until then, if it is interrupted. */
export async function hunt(options: HuntOptions): Promise<Matrix> {
  const { mutants, differing, asksAll, signal, onJudged } = options;
  // First and by itself: a crowded machine is no excuse for an accusation.
  const judgements = await judgeCorrect(options);
  const note = ({ name }: Judged): void => onJudged(name);
  const common = { asksAll, seed: FIRST_SEED };
  const others = await inThreads(
    { ...common, file: "differing-thread.ts", names: differing },
    signal,
    note,
  );
  const names = mutants.map(({ name }) => name);
  const judged = await inThreads({ ...common, file: "judge-thread.ts", names }, signal, note);
  return matrixOf(options, { judgements, others, judged });
}

type Found = {
  /** Of the correct receiver, of those that differ, and of the mutants. */
  readonly judgements: readonly Judgement[];
  readonly others: readonly Judged[];
  readonly judged: readonly Judged[];
};

/** On every seed, in every scheme, and with the policies in turn. */
async function judgeCorrect(options: HuntOptions): Promise<readonly Judgement[]> {
  const { accusers, seeds, runs, signal, onJudged } = options;
  const bench = openBench(signal);
  const judgements: Judgement[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed += 1) {
    const policy = seed % 2 === 0 ? OTHER_POLICY : DEFAULT_POLICY;
    for (const { provider, scheme } of SCHEMES) {
      const parts = <T>(correct: T): T => correct;
      const subject = { provider, parts, scheme, policy, seed, runs };
      const own = ofProviders(accusers, [provider]);
      const findings = await bench.judge(subject, own, "side by side");
      judgements.push({ scheme, seed, findings });
      onJudged(`the correct receiver, ${scheme}, seed ${seed}`);
    }
  }
  return judgements;
}

const SCHEMES = PROVIDERS.flatMap(({ name, schemes }) =>
  schemes.map((scheme) => ({ provider: name, scheme: scheme.name })),
);

function matrixOf(
  { mutants, accusers, asksAll }: HuntOptions,
  { judgements, others, judged }: Found,
): Matrix {
  const findingsOf = new Map(judged.map(({ name, findings }) => [name, findings]));
  const hunts = mutants.map((mutant) =>
    huntFrom(mutant, meantFor(mutant, CATALOGUE), findingsOf.get(mutant.name) ?? [], asksAll),
  );
  const faults = [...judgements, ...others, ...judged]
    .flatMap(({ findings }) => findings)
    .flatMap(({ doubt, reason }) => (doubt === "harness_fault" ? [reason ?? ""] : []));
  return {
    hunts,
    differing: judgedWays(others),
    accusations: [
      ...accusationsIn(judgements),
      ...others.flatMap((one) => accusationsOf(one, judgements)),
      ...notAsSaid(others),
    ],
    unshown: accusers.flatMap(({ id, proof }) =>
      "cannot" in proof ? [{ id, reason: proof.cannot }] : [],
    ),
    faults: [...new Set(faults)],
  };
}
