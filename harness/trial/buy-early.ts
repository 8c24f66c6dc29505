/** Buys something when a run begins: once a run, and known to all of its trials. @module */

import { Broken } from "../target/verdict.ts";
import type { Early } from "./early.ts";
import { purchase } from "./stories.ts";
import { openTrial, type Trial, type TrialSettings } from "./trial.ts";

/** @returns Settings by which it is bought as soon as somebody asks. */
export function withEarly(settings: TrialSettings): TrialSettings {
  let bought: Promise<Early> | null = null;
  const early = (): Promise<Early> => {
    bought ??= buy(settings);
    return bought;
  };
  return { ...settings, early };
}

/** The trial stays open for as long as the run does: the target may read the state at any time. */
async function buy(settings: TrialSettings): Promise<Early> {
  const trial = openTrial(settings);
  const { buyer, granting } = await purchase(trial);
  await trial.settle(granting);
  return {
    boughtAt: performance.now(),
    repeat: () => trial.acknowledge(granting).catch(inItsWords(trial)),
    expectEntitlements: () => trial.expectEntitlements(buyer).catch(inItsWords(trial)),
  };
}

/** Its ids are those of its own trial, which no other can tell. */
function inItsWords({ symbolic }: Trial): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Broken)) throw error;
    throw new Broken(symbolic(error.message), error.details.map(symbolic));
  };
}
