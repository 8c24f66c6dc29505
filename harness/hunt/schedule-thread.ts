/** What a thread does: puts receivers in memory before every schedule of a size. @module */

import { parentPort, workerData } from "node:worker_threads";
import { ALL, parseShard, rangeOf } from "../exhaustive/part.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { MUTANTS } from "./all-mutants.ts";
import type { ScheduleTask } from "./judges.ts";
import type { Played } from "./schedule-matrix.ts";
import { openSmallBench, type SmallBench } from "./small-bench.ts";

// judges.ts starts this file, and with nothing else.
const { names, size } = workerData as ScheduleTask;
const benches = new Map<string, SmallBench>();
for (const name of names) parentPort?.postMessage(await judge(name));

/** @param name A mutant's; or of the correct receiver its sender and which part: `proxy 2/4`. */
async function judge(name: string): Promise<Played> {
  const mutant = MUTANTS.find((one) => one.name === name);
  const [sender = "", which = ""] = name.split(" ");
  const provider = mutant?.provider ?? sender;
  const bench =
    benches.get(provider) ?? openSmallBench(provider, size, new AbortController().signal);
  benches.set(provider, bench);
  const parts: Mutant["parts"] = (correct) => mutant?.parts(correct) ?? correct;
  const part = rangeOf(parseShard(which) ?? ALL.shard, bench.total);
  let played = 0;
  const shown = await bench.judge(parts, part, (progress) => {
    played = progress.played;
  });
  return { name, provider, total: bench.total, played, shown };
}
