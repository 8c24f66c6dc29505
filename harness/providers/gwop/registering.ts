/** Registering an invoice as a check wants it, where the app's own way is not what it is about. @module */

import { Broken } from "../../target/verdict.ts";
import { untilAcknowledged } from "../../trial/until-acknowledged.ts";
import { type Registration, registrationOf } from "./registration.ts";
import type { GwopTrial } from "./trial.ts";
import { putInvoice } from "./trial.ts";
import { presentInvoice } from "./world.ts";

/** @returns What the app would send of an invoice that Gwop knows. */
export function registrationFor(trial: GwopTrial, id: string): Registration {
  return registrationOf(presentInvoice(trial.stage.world(), id));
}

/**
 * Registers, and sends again, as the app would, what a crowded receiver put off with 503.
 *
 * @returns The first other status.
 * @throws {Broken} If it is put off for ever.
 */
export async function registerInCrowd(
  trial: GwopTrial,
  id: string,
  registration: unknown,
): Promise<number> {
  let status = 503;
  await untilAcknowledged("a registration", async () => {
    status = await putInvoice(trial, id, registration);
    return { isAcknowledged: status !== 503, answer: String(status) };
  });
  return status;
}

/** @throws {Broken} Unless the status is one of those allowed. */
export function expectAnswer(status: number, allowed: readonly number[], what: string): void {
  if (!allowed.includes(status)) {
    throw new Broken(`${what}: expected ${allowed.join(" or ")}, got ${status}`);
  }
}
