/** What a script starts: asked to end in its own order, and certain to end. @module */

import { constants } from "node:os";
import { setTimeout } from "node:timers/promises";
import { type Program, startGroup } from "../harness/target/process-group.ts";

export type Child = {
  readonly pid: number;
  /** Sends a signal to the program alone, SIGKILL to its whole group; nothing once it is gone. */
  readonly send: (signal: NodeJS.Signals) => void;
  /** The exit code as a shell tells it, 128 and the signal's number after a signal. */
  readonly exited: Promise<number>;
  /** The last lines of its output, where that is not the script's own. */
  readonly lastOutput: () => string;
};

/**
 * Starts a program. What it leaves running in its group is killed when it exits; where its output
 * is not the script's own, when nobody is left to write any.
 *
 * @throws If the system can't run it.
 */
export function startChild(program: Program): Child {
  const { pid, over, signalGroup, signalLeader, lastOutput } = startGroup(program);
  return {
    pid,
    send: (signal) => (signal === "SIGKILL" ? signalGroup(signal) : signalLeader(signal)),
    exited: over.then(({ code, signal }) => code ?? 128 + constants.signals[signal ?? "SIGKILL"]),
    lastOutput,
  };
}

/**
 * Ends a child: asks by `signal`, and kills it once patience is out.
 *
 * @param impatient Ends the patience early: somebody pressed Ctrl-C again.
 */
export async function endChild(
  { send, exited }: Child,
  signal: NodeJS.Signals,
  patienceMs: number,
  impatient?: AbortSignal,
): Promise<void> {
  send(signal);
  if (await settlesWithin(exited, patienceMs, impatient)) return;
  send("SIGKILL");
  await exited;
}

/** Waits for a promise to settle either way, but only so long. */
export async function settlesWithin(
  promise: Promise<unknown>,
  ms: number,
  impatient?: AbortSignal,
): Promise<boolean> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, ...(impatient === undefined ? [] : [impatient])]);
  const timeUp = setTimeout(ms, false, { signal }).catch(() => false);
  const done = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([done, timeUp]);
  } finally {
    settled.abort();
  }
}
