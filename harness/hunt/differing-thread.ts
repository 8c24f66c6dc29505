/** What a thread does: judges correct receivers that differ, and sends what was found. @module */

import { parentPort, workerData } from "node:worker_threads";
import { CATALOGUE } from "../run/catalogue.ts";
import { ofProviders } from "../run/select.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { openBench } from "./bench.ts";
import { DIFFERING_CASES } from "./differing.ts";
import type { JudgeTask } from "./judges.ts";

/** Generated histories for each invariant: few, since there are many receivers. */
const RUNS = 5;

// judges.ts starts this file, and with nothing else.
const { names, seed } = workerData as JudgeTask;
const bench = openBench(new AbortController().signal);
for (const { name, differing, provider, scheme } of DIFFERING_CASES) {
  if (!names.includes(name)) continue;
  const parts: typeof differing.parts = (correct) => differing.parts(correct);
  const subject = { provider, parts, scheme, policy: DEFAULT_POLICY, seed, runs: RUNS };
  const found = await bench.judge(subject, ofProviders(CATALOGUE, [provider]), "side by side");
  const findings = found.map(({ id, verdict, doubt, reason }) => ({ id, verdict, doubt, reason }));
  parentPort?.postMessage({ name, findings });
}
