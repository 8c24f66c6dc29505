/** One program and all that it starts, from its start to its end. @module */

import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to our own environment, and stronger. */
  readonly environment?: Environment;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Receives all output, a piece at a time; without it the output is our own. */
  readonly onOutput?: OnOutput;
  /** Receives the error output in the place of `onOutput`. */
  readonly onErrorOutput?: OnOutput;
};

export type ProcessGroup = {
  readonly pid: number;
  /** Resolves to the leader's ending once no process of the group is left. */
  readonly over: Promise<Ending>;
  readonly isOver: () => boolean;
  /** Does nothing once it is over: the number may be another group's by then. */
  readonly signalGroup: (signal: NodeJS.Signals) => void;
  /** Does nothing once the leader has exited: the number may be anybody's by then. */
  readonly signalLeader: (signal: NodeJS.Signals) => void;
  /** The last lines written so far, where the output is not our own. */
  readonly lastOutput: () => string;
};

/** One of the two is null. */
export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

type OnOutput = (text: string) => void;

/** Enough for a stack trace, or a list of what is missing, in an error message. */
const OUTPUT_LINES_MAX = 50;
const OUTPUT_CHARACTERS_MAX = 16 * 1024;

/**
 * Starts a program as the leader of a process group of its own.
 *
 * Its own, so that signals reach what is behind a wrapper such as `npx`, which forwards none; and
 * because a terminal sends its Ctrl-C to all of the foreground group at once: a database would go
 * away under the receiver that is still finishing its deliveries.
 *
 * It is killed when our process exits by itself or by `process.exit()`.
 *
 * @throws If it can't be run. Why, a runtime tells only later.
 */
export function startGroup(program: Program): ProcessGroup {
  const { command, args, environment, cwd, user, onOutput, onErrorOutput = onOutput } = program;
  const output = onOutput === undefined ? "inherit" : "pipe";
  const child = spawn(command, args, {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...environment },
    ...(cwd !== undefined && { cwd }),
    ...user,
  });
  child.on("error", () => {}); // told by the missing pid
  const { pid } = child;
  if (pid === undefined) {
    throw new Error(`Cannot run ${command}: expected a program that is there and may be run`);
  }

  let isOver = false;
  const signalGroup = (signal: NodeJS.Signals): void => {
    if (!isOver) send(-pid, signal);
  };
  const signalLeader = (signal: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) send(pid, signal);
  };
  const killOnExit = (): void => signalGroup("SIGKILL");
  process.on("exit", killOnExit);

  // `close`, not `exit`: a wrapper may die first, and its child still has deliveries to finish. It
  // comes once nobody holds our end of the output; whoever sent theirs elsewhere is ended here.
  const { promise: over, resolve } = Promise.withResolvers<Ending>();
  child.on("close", (code, signal) => {
    signalGroup("SIGKILL");
    isOver = true;
    process.off("exit", killOnExit);
    resolve({ code, signal });
  });
  const lastOutput = keepOutput(child, onOutput, onErrorOutput);
  return { pid, over, isOver: () => isOver, signalGroup, signalLeader, lastOutput };
}

/** @returns The exit code, or `null` where there is none so far. */
export function overWithin({ over }: ProcessGroup, milliseconds: number): Promise<number | null> {
  const code = over.then((ending) => ending.code);
  return Promise.race([code, wait(milliseconds, null, { ref: false })]);
}

/** Sends a signal to a process, or to a group by a negative number, if it is still there. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: gone. EPERM is how macOS says that a group holds zombies only.
    const isGone =
      error instanceof Error && "code" in error && ["ESRCH", "EPERM"].includes(String(error.code));
    if (!isGone) throw error;
  }
}

/** @returns A reader of the last lines written so far. */
function keepOutput(
  { stdout, stderr }: ChildProcess,
  onOutput: OnOutput | undefined,
  onErrorOutput: OnOutput | undefined,
) {
  let output = "";
  const keep = (tell: OnOutput | undefined) => (text: string) => {
    output = `${output}${text}`.slice(-OUTPUT_CHARACTERS_MAX);
    tell?.(text);
  };
  stdout?.setEncoding("utf8").on("data", keep(onOutput));
  stderr?.setEncoding("utf8").on("data", keep(onErrorOutput));
  return (): string => output.trimEnd().split("\n").slice(-OUTPUT_LINES_MAX).join("\n");
}
