/** One command and all that it starts, from its start to its end. @module */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

type Signal = "SIGTERM" | "SIGKILL";

export type ProcessGroup = {
  readonly pid: number;
  /** Resolves to the leader's exit code once no process of the group is left. */
  readonly over: Promise<number | null>;
  readonly isOver: () => boolean;
  /** Does nothing once it is over: the number may be another group's by then. */
  readonly signalGroup: (signal: Signal) => void;
  readonly lastOutput: () => string;
};

type OnOutput = (text: string) => void;

/** Enough for a stack trace, or a list of what is missing, in an error message. */
const OUTPUT_LINES_MAX = 50;
const OUTPUT_CHARACTERS_MAX = 16 * 1024;

/**
 * Starts the command as the leader of a process group of its own, so that signals reach what is
 * behind a wrapper such as `npx`, which forwards none.
 *
 * By a shell, because the command was written for one and its quoting is known; and with `exec`, so
 * that the exit code is the program's.
 */
export function startGroup({
  command,
  environment,
  onOutput,
}: {
  readonly command: string;
  /** Added to our own environment, and stronger. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onOutput?: OnOutput;
}): ProcessGroup {
  const child = spawn("sh", ["-c", `exec ${command}`], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  child.on("error", () => {}); // told by the missing pid
  const { pid } = child;
  if (pid === undefined) throw new Error("Cannot start a command: there is no sh here");

  let isOver = false;
  const signalGroup = (signal: Signal): void => {
    if (!isOver) sendToGroup(pid, signal);
  };
  const killOnExit = (): void => signalGroup("SIGKILL");
  process.on("exit", killOnExit);

  // `close`, not `exit`: a wrapper may die first, and its child still has deliveries to finish. It
  // comes once nobody holds our end of the output; whoever sent theirs elsewhere is ended here.
  const { promise: over, resolve } = Promise.withResolvers<number | null>();
  child.on("close", (exitCode) => {
    signalGroup("SIGKILL");
    isOver = true;
    process.off("exit", killOnExit);
    resolve(exitCode);
  });
  return { pid, over, isOver: () => isOver, signalGroup, lastOutput: keepOutput(child, onOutput) };
}

/** @returns The exit code, or `null` where there is none so far. */
export function overWithin({ over }: ProcessGroup, milliseconds: number): Promise<number | null> {
  return Promise.race([over, wait(milliseconds, null, { ref: false })]);
}

function sendToGroup(pid: number, signal: Signal): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}

/** @returns A reader of the last lines written so far. */
function keepOutput(
  { stdout, stderr }: ChildProcessByStdio<null, Readable, Readable>,
  onOutput: OnOutput | undefined,
): () => string {
  let output = "";
  const keep = (text: string): void => {
    output = `${output}${text}`.slice(-OUTPUT_CHARACTERS_MAX);
    onOutput?.(text);
  };
  stdout.setEncoding("utf8").on("data", keep);
  stderr.setEncoding("utf8").on("data", keep);
  return () => output.trimEnd().split("\n").slice(-OUTPUT_LINES_MAX).join("\n");
}
