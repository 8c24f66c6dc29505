/** What a thread does: puts its mutants before the requirements, and sends what they found. @module */

import { parentPort, workerData } from "node:worker_threads";
import pMap from "p-map";
import type { Mutant } from "../mutants/mutant.ts";
import { isInvariant } from "../properties/invariant.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { ofProviders } from "../run/select.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { MUTANTS } from "./all-mutants.ts";
import { openBench } from "./bench.ts";
import type { Judged, JudgeTask } from "./judges.ts";
import { meantFor } from "./matrix.ts";

/** Most of the time is spent waiting: for timeouts, and before what was refused is sent again. */
const MUTANTS_AT_ONCE = 3;
const GROUPS_AT_ONCE = 8;
/** Generated histories for an invariant that is meant for a mutant. The others are not asked: in
 * some of their histories every bug shows, and to look for it would take an hour. */
const RUNS = 150;
/** Each group meets a receiver of its own, which costs as much as a few requirements. */
const GROUP_SIZE = 12;

const HAND_WRITTEN = CATALOGUE.filter((requirement) => !isInvariant(requirement));

// judges.ts starts this file, and with nothing else.
const task = workerData as JudgeTask;
const names = new Set(task.names);
const bench = openBench(new AbortController().signal);
await pMap(
  MUTANTS.filter(({ name }) => names.has(name)),
  async (mutant) => parentPort?.postMessage(await judge(mutant)),
  { concurrency: MUTANTS_AT_ONCE },
);

/**
 * One requirement after the other, so that what one of them leaves behind at a broken receiver is
 * found by the same others in every run.
 */
async function judge(mutant: Mutant): Promise<Judged> {
  const { name, provider, scheme } = mutant;
  const { seed } = task;
  const asksAll = task.asksAll && mutant.isBorrowed !== true;
  const parts: Mutant["parts"] = (correct) => mutant.parts(correct);
  const subject = { provider, parts, scheme, policy: DEFAULT_POLICY, seed, runs: RUNS };
  const own = meantFor(mutant, CATALOGUE);
  const others = asksAll ? ofProviders(HAND_WRITTEN, [provider]) : [];
  const found = await pMap(
    [own, ...inGroups(others.filter((each) => !own.includes(each)))],
    (group) => bench.judge(subject, group, "one by one"),
    { concurrency: GROUPS_AT_ONCE },
  );
  const findings = CATALOGUE.flatMap(({ id }) => found.flat().filter((one) => one.id === id));
  return {
    name,
    findings: findings.map(({ id, verdict, doubt, reason }) => ({ id, verdict, doubt, reason })),
  };
}

function inGroups(requirements: readonly Requirement[]): readonly (readonly Requirement[])[] {
  const count = Math.ceil(requirements.length / GROUP_SIZE);
  return Array.from({ length: count }, (_, group) =>
    requirements.slice(group * GROUP_SIZE, (group + 1) * GROUP_SIZE),
  );
}
