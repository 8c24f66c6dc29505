/**
 * The one owner of all that a script starts: however the script ends, nothing of it stays behind.
 *
 * @module
 */

import { constants } from "node:os";
import type { Environment } from "../harness/target/process-group.ts";
import { type Child, endChild, startChild } from "./child.ts";
import { SetupError } from "./setup-error.ts";

/** How long a child may take to end by itself: the receiver finishes what is in flight. */
const END_MS = 15_000;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type Lifetime = {
  /** Aborted as soon as the script is told to end: whatever is still starting must not. */
  readonly signal: AbortSignal;

  /** Starts a program that ends with the script. */
  readonly start: (command: string, args: readonly string[], environment?: Environment) => Child;

  /**
   * Takes charge of something on its way, so that it is released even if the end comes first.
   *
   * @param release Is called with a signal that says when to stop being polite.
   */
  readonly own: <T>(
    starting: Promise<T>,
    release: (resource: T, impatient: AbortSignal) => Promise<unknown>,
  ) => Promise<T>;
};

/**
 * Does a script's work, then releases all that it owns, latest first, and exits.
 *
 * The first signal ends the work, the second ends the patience. The exit code is the work's own;
 * 2 for a {@link SetupError}; 128 and the signal's number after a signal.
 */
export async function runScript(work: (lifetime: Lifetime) => Promise<number>): Promise<never> {
  const ending = new AbortController();
  const impatience = new AbortController();
  const releases: (() => Promise<unknown>)[] = [];
  let received: (typeof SIGNALS)[number] | undefined;

  const told = new Promise<number>((resolve) => {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (received !== undefined) return impatience.abort();
        received = signal;
        // Before the abort: what that makes of the work is a consequence, not a complaint.
        resolve(128 + constants.signals[signal]);
        ending.abort();
      });
    }
  });

  const own: Lifetime["own"] = (starting, release) => {
    // What failed to start has nothing to release.
    releases.push(() =>
      starting.then(
        (it) => release(it, impatience.signal),
        () => {},
      ),
    );
    return starting;
  };
  const start: Lifetime["start"] = (command, args, environment = {}) => {
    ending.signal.throwIfAborted();
    const child = startChild({ command, args, environment });
    own(Promise.resolve(child), () => endChild(child, "SIGTERM", END_MS, impatience.signal));
    return child;
  };

  let code = await settle(() => Promise.race([told, work({ signal: ending.signal, start, own })]));
  ending.abort();
  for (let release = releases.pop(); release !== undefined; release = releases.pop()) {
    const step = release;
    code = Math.max(code, await settle(() => step().then(() => 0)));
  }
  process.exit(received === undefined ? code : 128 + constants.signals[received]);
}

/** Turns an exception into an exit code, so that what is left to be released still is. */
async function settle(step: () => Promise<number>): Promise<number> {
  try {
    return await step();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    return error instanceof SetupError ? 2 : 1;
  }
}
