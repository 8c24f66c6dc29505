#!/usr/bin/env node
/** Where the package begins, and each of its threads: one file is all there is. @module */

import process from "node:process";
import { isMainThread, workerData } from "node:worker_threads";
import type { Task } from "../../harness/hunt/judges.ts";

/** As `engines` has it, which `npx` doesn't heed. Bun and Deno tell of a Node that they are like. */
const NODE_AT_LEAST = 22;

// What an older one doesn't know would end the run half-way, with a stack for an explanation.
if (Number.parseInt(process.versions.node, 10) < NODE_AT_LEAST) {
  console.error(`Cannot run on Node ${process.versions.node}: expected ${NODE_AT_LEAST} or newer`);
  process.exit(2);
}

if (isMainThread) {
  await import("../../harness/main.ts");
} else {
  // judges.ts starts this file, and with nothing else.
  const { file } = workerData as Task;
  const threads = {
    "judge-thread.ts": () => import("../../harness/hunt/judge-thread.ts"),
    "differing-thread.ts": () => import("../../harness/hunt/differing-thread.ts"),
    "schedule-thread.ts": () => import("../../harness/hunt/schedule-thread.ts"),
  } satisfies Record<Task["file"], () => Promise<unknown>>;
  await threads[file]();
}
