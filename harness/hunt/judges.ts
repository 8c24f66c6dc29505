/** Threads that judge receivers: there are many, and each keeps one core busy for a second. @module */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Size } from "../exhaustive/enumeration.ts";
import { threadFile } from "../settings/own-files.ts";
import type { Verdict } from "./matrix.ts";

/** What a thread is sent to do. */
export type Task = {
  /** Whom it judges: the mutants, the correct receivers that differ, or any of them by every schedule. */
  readonly file: "judge-thread.ts" | "differing-thread.ts" | "schedule-thread.ts";
  readonly names: readonly string[];
};

/** Puts them before the requirements. */
export type JudgeTask = Task & {
  /** Whether the requirements that aren't meant for a mutant judge it too. */
  readonly asksAll: boolean;
  readonly seed: number;
};

/** Puts them before every schedule of a size. */
export type ScheduleTask = Task & { readonly size: Size };

export type Judged = { readonly name: string; readonly findings: readonly Verdict[] };

const THREADS_MAX = 4;

/**
 * Deals the receivers out to a thread for each core.
 *
 * @returns What the threads found; if they are interrupted, until then.
 * @throws {Error} What a thread failed with, if one did.
 */
export async function inThreads<T extends Task, Found = Judged>(
  task: T,
  signal: AbortSignal,
  onJudged: (found: Found) => void,
): Promise<readonly Found[]> {
  const threads = Math.min(availableParallelism(), THREADS_MAX);
  const judged: Found[] = [];
  const note = (one: Found): void => {
    judged.push(one);
    onJudged(one);
  };
  await Promise.all(
    Array.from({ length: threads }, (_, thread) => {
      const names = task.names.filter((_name, index) => index % threads === thread);
      return send({ ...task, names }, signal, note);
    }),
  );
  return judged;
}

function send<Found>(task: Task, signal: AbortSignal, note: (found: Found) => void): Promise<void> {
  if (signal.aborted || task.names.length === 0) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const thread = new Worker(threadFile(task.file, import.meta.url), { workerData: task });
  const interrupt = (): void => void thread.terminate();
  signal.addEventListener("abort", interrupt, { once: true });
  thread.on("message", note);
  thread.on("error", reject);
  thread.on("exit", (code) => {
    signal.removeEventListener("abort", interrupt);
    if (code === 0 || signal.aborted) return resolve();
    reject(new Error(`Bug: a thread that judges receivers exited with ${code}`));
  });
  return promise;
}
