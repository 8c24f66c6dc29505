/**
 * A child process: started in a group of its own, and certain to end.
 *
 * Own groups, because a terminal sends its Ctrl-C to all of the foreground group at once: Postgres
 * would go away under the receiver that is still finishing its deliveries.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout } from "node:timers/promises";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Child = {
  /** Sends a signal, SIGKILL to its whole group; does nothing once it has exited. */
  readonly send: (signal: NodeJS.Signals) => void;
  /** The exit code as a shell tells it, 128 and the signal's number after a signal. */
  readonly exited: Promise<number>;
};

export type ChildOptions = {
  readonly env?: Environment;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Receives all output, a piece at a time; without it the output is the parent's own. */
  readonly onOutput?: (piece: string) => void;
};

/** Starts a program. What it leaves running in its group when it exits is killed. */
export function startChild(
  command: string,
  args: readonly string[],
  { env, cwd, user, onOutput }: ChildOptions = {},
): Child {
  const output = onOutput === undefined ? "inherit" : "pipe";
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
    ...user,
    detached: true,
    stdio: ["ignore", output, output],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece: string) => onOutput?.(piece));
  }

  child.once("exit", () => kill(-Number(child.pid), "SIGKILL"));
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", (cause) => reject(new Error(`Cannot run ${command}`, { cause })));
    child.once("close", (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]),
    );
  });
  // Whoever waits for the child hears of a failed start; nobody waiting must not end the script.
  exited.catch(() => {});
  const send = (signal: NodeJS.Signals) => {
    // After its exit the number may be anybody's.
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (child.pid === undefined || !isRunning) return;
    kill(signal === "SIGKILL" ? -child.pid : child.pid, signal);
  };
  return { send, exited };
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

/** Sends a signal to a process, or to a group by a negative number, if it is still there. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: gone. EPERM is how macOS says that a group holds zombies only.
    const gone =
      error instanceof Error && "code" in error && ["ESRCH", "EPERM"].includes(String(error.code));
    if (!gone) throw error;
  }
}
