/** What is sold under load, one purchase a delivery, and whether every buyer has it afterwards. @module */

import pMap from "p-map";
import { isAccepted } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { Broken } from "../target/verdict.ts";
import { type Purchase, purchase } from "../trial/stories.ts";
import { openTrial, type Trial, type TrialSettings } from "../trial/trial.ts";

export type Sale = {
  /** A world of its own: a command takes as long as its world is large. */
  readonly trial: Trial;
  readonly purchase: Purchase;
  isAcknowledged: boolean;
};

/** What was wrong, once everything had been acknowledged. */
export type Wrong = { readonly buyer: string; readonly reason: string };

/** Registrations of invoices, second attempts and questions to the probe, at once. */
const AT_ONCE = 32;

/** Nobody has heard of them yet, but for what the app itself tells of them. */
export function sell(settings: TrialSettings, count: number): Promise<Sale[]> {
  const ordinals = Array.from({ length: count }, (_, ordinal) => ordinal);
  return pMap(
    ordinals,
    async () => {
      const trial = openTrial(settings);
      return { trial, purchase: await purchase(trial), isAcknowledged: false };
    },
    { concurrency: AT_ONCE },
  );
}

/** Delivers the event that grants, once. */
export async function deliverOnce(sale: Sale): Promise<WireOutcome> {
  const outcome = await sale.trial.deliver({ event: sale.purchase.granting });
  sale.isAcknowledged = isAccepted(outcome);
  return outcome;
}

/**
 * Sends again, as any sender would, what was not acknowledged (A12), and nothing else: what was
 * acknowledged could heal.
 *
 * @returns How many those were.
 * @throws {Broken} If one never is.
 */
export async function deliverRest(sales: readonly Sale[]): Promise<number> {
  const rest = sales.filter(({ isAcknowledged }) => !isAcknowledged);
  await pMap(rest, ({ trial, purchase: { granting } }) => trial.acknowledge(granting), {
    concurrency: AT_ONCE,
  });
  return rest.length;
}

/**
 * Asks the probe about every buyer, and compares with the oracle.
 *
 * @returns Those who do not have what they bought, or not once.
 * @throws {Unreachable} If the probe does not answer.
 */
export async function wrongedIn(sales: readonly Sale[]): Promise<readonly Wrong[]> {
  const answers = await pMap(sales, wrongOf, { concurrency: AT_ONCE });
  return answers.filter((wrong) => wrong !== null);
}

async function wrongOf({ trial, purchase: { buyer } }: Sale): Promise<Wrong | null> {
  try {
    await trial.expectEntitlements(buyer);
    return null;
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { buyer, reason: error.message };
  } finally {
    trial.close();
  }
}
