/** Waits for a started target to become ready. @module */

import { setTimeout as wait } from "node:timers/promises";
import type { ProcessGroup } from "./process-group.ts";

export type Readying = {
  readonly readyUrl: string;
  readonly readyWithinMs: number;
  /** How long it may answer there that it isn't. */
  readonly notReadyForMs?: number;
  readonly signal?: AbortSignal;
};

/** For nothing. */
export type Waited = {
  /** The status by which it said last that it isn't ready; null where it never answered. */
  readonly refusal: number | null;
};

/** It listens, and waits for something: most likely for what isn't there. */
const NOT_READY_FOR_MS = 10_000;
const POLL_EVERY_MS = 25;
/** A question may be a line in its log: who has been waiting asks more rarely. */
const POLL_AGAIN_AFTER = 0.2;
const POLL_EVERY_MS_MAX = 500;
const POLL_WITHIN_MS = 1_000;

export async function untilReady(run: ProcessGroup, readying: Readying): Promise<"ready" | Waited> {
  const { readyUrl, readyWithinMs, notReadyForMs = NOT_READY_FOR_MS, signal } = readying;
  const startedAt = performance.now();
  let refusedSince = Number.POSITIVE_INFINITY;
  let refusal: number | null = null;
  while (!run.isOver() && signal?.aborted !== true) {
    const status = await statusAt(readyUrl);
    if (status === 200) return "ready";
    const now = performance.now();
    if (status !== null) {
      refusal = status;
      refusedSince = Math.min(refusedSince, now);
    }
    if (now - startedAt >= readyWithinMs || now - refusedSince >= notReadyForMs) break;
    const rarely = Math.min((now - refusedSince) * POLL_AGAIN_AFTER, POLL_EVERY_MS_MAX);
    await Promise.race([run.over, wait(Math.max(POLL_EVERY_MS, rarely))]);
  }
  return { refusal };
}

/** @returns Null where nobody answers. */
export async function statusAt(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, {
      // A connection that stays would keep a target that serves one at a time from all others.
      headers: { connection: "close" },
      redirect: "manual",
      signal: AbortSignal.timeout(POLL_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    // What fetch throws while nobody listens yet (TypeError; Bun: Error) or answers yet.
    if (error instanceof Error) return null;
    throw error;
  }
}
