/** A receiver that is started with a setting by which nothing could be verified. @module */

import { isAccepted } from "../courier/outcome.ts";
import { TargetNotStarted } from "../target/managed-target.ts";
import { Untested } from "../target/verdict.ts";
import { ping } from "../trial/ping.ts";
import type { Trial } from "../trial/trial.ts";
import { expectNoneTaken, type Oddities } from "./odd-delivery.ts";

/**
 * Starts the target with another signing secret than it had, and expects that nothing is taken.
 *
 * @throws {Untested} If it has its secrets from elsewhere: it takes what they sign as before.
 */
export function expectNoneTakenWith(
  trial: Trial,
  secret: string,
  oddities: Oddities,
): Promise<void> {
  const variable = trial.sender.receiver.secretVariable;
  return startedWith(trial, { [variable]: secret }, async () => {
    await expectNoneTaken(trial, oddities);
    if (isAccepted(await trial.deliver(ping(trial)))) {
      throw new Untested(`the target does not take its signing secret from ${variable}`);
    }
  });
}

/** As {@link startedIn}; one that refuses to start is right, and nothing is left to be looked at. */
export async function startedWith(
  trial: Trial,
  changed: Readonly<Record<string, string>>,
  check: () => Promise<void>,
): Promise<void> {
  try {
    await startedIn(trial, changed, check);
  } catch (error) {
    if (!(error instanceof TargetNotStarted)) throw error;
  }
}

/**
 * Starts the target with some variables changed, lets `check` look at it, and starts it as it was.
 *
 * @throws {TargetNotStarted} If it does not start so.
 */
export async function startedIn(
  { target }: Pick<Trial, "target">,
  changed: Readonly<Record<string, string>>,
  check: () => Promise<void>,
): Promise<void> {
  const { managed } = target;
  // The runner gives the fault profile only where the target is managed.
  if (managed === null) throw new Error("Bug: the target was not started by us");
  try {
    await managed.restart(changed);
    await check();
  } finally {
    await managed.restart();
  }
}
