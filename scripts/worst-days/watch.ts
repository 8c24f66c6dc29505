/** What honest senders and the operator see of a receiver while something happens to it. @module */

import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { describe } from "../../harness/courier/outcome.ts";
import type { WireOutcome } from "../../harness/courier/wire.ts";
import type { Row } from "./case.ts";
import type { Receiver } from "./receiver.ts";

const EVERY_MS = 200;

/** Asks at each beat, whatever has become of the question before. */
type Pulse = { readonly slowestMs: number; readonly others: ReadonlyMap<string, number> };

/**
 * Sends an honest delivery and asks `/healthz` every 200 ms, for as long as it takes.
 *
 * @returns Memory in MB before, at its peak, and after; the slowest answers in ms; and how often
 * an honest delivery had another answer than 200. Where there is no /proc, no memory.
 */
export async function watch(receiver: Receiver, happening: Promise<unknown>): Promise<Row> {
  const before = await readMemory(receiver.pid, "VmRSS");
  await resetPeak(receiver.pid);
  const over = new AbortController();
  const deliveries = pulse(receiver.deliver, over.signal);
  const checks = pulse(() => receiver.get("/healthz"), over.signal);
  try {
    await happening;
  } finally {
    over.abort();
  }
  const [honest, health] = await Promise.all([deliveries, checks]);
  return {
    "before MB": before,
    "peak MB": await readMemory(receiver.pid, "VmHWM"),
    "after MB": await readMemory(receiver.pid, "VmRSS"),
    "slowest delivery ms": honest.slowestMs,
    "slowest /healthz ms": health.slowestMs,
    "deliveries not 200": spell(honest.others),
    "/healthz not 200": spell(health.others),
  };
}

async function pulse(ask: () => Promise<WireOutcome>, over: AbortSignal): Promise<Pulse> {
  const asked: Promise<void>[] = [];
  const others = new Map<string, number>();
  let slowestMs = 0;
  do {
    const startedAt = performance.now();
    asked.push(
      ask().then((outcome) => {
        slowestMs = Math.max(slowestMs, Math.round(performance.now() - startedAt));
        const answer = describe(outcome);
        if (answer !== "200") others.set(answer, (others.get(answer) ?? 0) + 1);
      }),
    );
    await pause(EVERY_MS);
  } while (!over.aborted);
  await Promise.all(asked);
  return { slowestMs, others };
}

function spell(others: ReadonlyMap<string, number>): string {
  return [...others].map(([answer, times]) => `${times} × ${answer}`).join(", ") || "none";
}

/** From now on the peak is a new one. */
async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5").catch((_noProc: Error) => undefined);
}

/** @returns In MB; `?` where the system doesn't tell. */
export async function readMemory(pid: number, field: "VmRSS" | "VmHWM"): Promise<number | "?"> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch((_noProc: Error) => "");
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
  return kilobytes === undefined ? "?" : Math.round(Number(kilobytes) / 1000);
}
