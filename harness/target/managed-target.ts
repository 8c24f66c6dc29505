/** A target that the harness starts by a command, and may kill and start again. @module */

import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { type Death, watchDeaths } from "./death.ts";
import { foldLines } from "./fold-lines.ts";
import { overWithin, type ProcessGroup, type Program, startGroup } from "./process-group.ts";
import { statusAt, untilReady, type Waited } from "./ready.ts";

export type TargetCommand = {
  /** As typed at a shell, quotes included: one program, without `&&` or pipes. */
  readonly command: string;
  /** Added to our own environment, and stronger. */
  readonly environment: Readonly<Record<string, string>>;
  /** Answers 200 once the target is ready. */
  readonly readyUrl: string;
  readonly readyWithinMs: number;
  /** How long it may answer there that it isn't. */
  readonly notReadyForMs?: number;
  /** How long a stop may take before it becomes a kill. */
  readonly stopWithinMs?: number;
  readonly onOutput?: (text: string) => void;
  /** Ends the waiting for it to become ready. */
  readonly signal?: AbortSignal;
};

export type ManagedTarget = {
  /** Another one after each restart. */
  readonly pid: number;
  /** Asks it to stop, and insists after a while. Its exit code; `null` if a signal ended it. */
  readonly stop: () => Promise<number | null>;
  /** Ends it, and all that it started, without a chance to finish anything. */
  readonly kill: () => Promise<void>;
  /**
   * Starts it again, after stopping it if it runs.
   *
   * @param changed Variables of its environment that are others, until it is started once more.
   * @throws {TargetNotStarted} If it doesn't become ready.
   */
  readonly restart: (changed?: Readonly<Record<string, string>>) => Promise<void>;
  /** How it ended by itself, since its last start; null where it runs, or was ended by us. */
  readonly death: () => Death | null;
  /** The end of what it has written since its last start: enough to look for a leak in. */
  readonly output: () => string;
};

/** The message says why, quotes the end of the target's output, and says what to do. */
export class TargetNotStarted extends Error {
  override readonly name = "TargetNotStarted";
  readonly exitCode = 3;
}

/** A delivery may take 10 s (target contract), and a graceful stop finishes those in flight. */
const STOP_WITHIN_MS = 12_000;
/** Nobody can refuse SIGKILL: only a process that left the group can still hold the output. */
const KILL_WITHIN_MS = 2_000;
/** Above those of most services, and below those that systems hand out: Linux from 32768 on. */
const PORTS = { from: 10_000, below: 32_768 } as const;

/**
 * Starts a target and waits until it is ready.
 *
 * It is killed when our process exits by itself or by `process.exit()`. A signal ends us without
 * that: who handles signals stops the target first.
 *
 * @throws {TargetNotStarted} If it doesn't become ready, or the signal's reason if that is aborted
 * first. Nothing is left running.
 */
export async function startTarget(target: TargetCommand): Promise<ManagedTarget> {
  let run = await launch(target);
  const watch = watchDeaths(run);

  const stop = async (): Promise<number | null> => {
    watch.expect();
    run.signalGroup("SIGTERM");
    await overWithin(run, target.stopWithinMs ?? STOP_WITHIN_MS);
    run.signalGroup("SIGKILL");
    return overWithin(run, KILL_WITHIN_MS);
  };
  const kill = async (): Promise<void> => {
    watch.expect();
    run.signalGroup("SIGKILL");
    await overWithin(run, KILL_WITHIN_MS);
  };
  const restart = async (changed: Readonly<Record<string, string>> = {}): Promise<void> => {
    await stop();
    run = await launch({ ...target, environment: { ...target.environment, ...changed } });
    watch.follow(run);
  };
  return {
    get pid() {
      return run.pid;
    },
    stop,
    kill,
    restart,
    death: watch.death,
    output: () => run.lastOutput(),
  };
}

/**
 * A port of this machine on which nobody listened a moment ago.
 *
 * Not one that the system hands out: until somebody listens on it, it may go to any server that
 * takes whatever port there is, and a run of the tests starts thousands of those.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(PORTS.from, PORTS.below);
  return (await isFree(port)) ? port : freePort();
}

/**
 * Says whether nobody listens on a port of loopback.
 *
 * @throws What the system says of a port on which this user may not listen.
 */
export function isFree(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", (error: NodeJS.ErrnoException) =>
    error.code === "EADDRINUSE" ? resolve(false) : reject(error),
  );
  server.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
    server.close(() => resolve(true)),
  );
  return promise;
}

async function launch(target: TargetCommand): Promise<ProcessGroup> {
  const { signal } = target;
  signal?.throwIfAborted();
  if ((await statusAt(target.readyUrl)) === 200) {
    throw new TargetNotStarted(
      `Cannot start the target: something answers at ${target.readyUrl} already: stop it first`,
    );
  }
  const run = startGroup(programOf(target));
  const waited = await untilReady(run, target);
  if (waited === "ready") return run;
  const story = await explain(run, target, waited);
  signal?.throwIfAborted();
  throw story;
}

/**
 * By a shell, because the command was written for one and its quoting is known; and with `exec`, so
 * that the exit code is the program's. Its output is kept even if nobody listens: it is quoted.
 */
function programOf({ command, environment, onOutput = () => {} }: TargetCommand): Program {
  return { command: "sh", args: ["-c", `exec ${command}`], environment, onOutput };
}

/** Ends what is left of a target that never became ready, and tells the story. */
async function explain(
  run: ProcessGroup,
  { command, readyUrl, readyWithinMs }: TargetCommand,
  { refusal }: Waited,
) {
  const wasOver = run.isOver();
  run.signalGroup("SIGKILL");
  const exitCode = await overWithin(run, KILL_WITHIN_MS);
  const ending = exitCode === null ? "was ended by a signal" : `exited with code ${exitCode}`;
  const elsewhere = refusal === 404 ? ". If it says so elsewhere, give --ready its path" : "";
  const unanswered =
    refusal === null
      ? `${readyUrl} did not answer 200 within ${readyWithinMs} ms`
      : `it runs, but is not ready: ${readyUrl} goes on answering ${refusal}, not 200${elsewhere}`;
  const reason = wasOver ? `it ${ending} before it was ready` : unanswered;
  return new TargetNotStarted(
    [
      `Cannot start the target: ${reason}`,
      foldLines(run.lastOutput()) || "It wrote nothing",
      `It was started by:\n      ${command}\nTo see all that it writes, set HARNESS_SHOW_TARGET=1`,
    ].join("\n\n"),
  );
}
