/** What a check of Gwop's own may do beyond others: play Gwop's world, and the app that sells by it. @module */

import { describe, statusOf } from "../../courier/outcome.ts";
import type { WebhookEvent } from "../../simulator/event.ts";
import type { Stage } from "../../simulator/stage.ts";
import type { Change } from "../../simulator/world.ts";
import { Broken, Untested } from "../../target/verdict.ts";
import { assertReached } from "../../trial/expect.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Invoice } from "./invoices.ts";
import { type Registry, registrationRequest } from "./registration.ts";
import { type GwopSender, isGwop, NO_REGISTRY } from "./sender.ts";
import type { GwopCommand, GwopWorld } from "./world.ts";

export type GwopTrial = Omit<Trial, "sender" | "stage" | "act" | "announce"> & {
  readonly sender: GwopSender;
  readonly stage: Omit<Stage, "world"> & { readonly world: () => GwopWorld };
  act(command: GwopCommand): Change<Invoice> | null;
  announce(command: GwopCommand): WebhookEvent<Invoice>;
};

/** @throws {Error} If it is a trial of another sender's endpoint, which is a bug of ours. */
export function atGwop(trial: Trial): GwopTrial {
  if (isAtGwop(trial)) return trial;
  throw new Error(`Bug: a check of Gwop's was given a trial of ${trial.sender.name}'s`);
}

/** A stage is only ever played by its own sender: what is on Gwop's is Gwop's. */
function isAtGwop(trial: Trial): trial is GwopTrial {
  return isGwop(trial.sender);
}

/** @throws {Untested} Where there is no route for invoices. */
export function registryOf({ sender }: GwopTrial): Registry {
  if (sender.registry === null) throw new Untested(NO_REGISTRY);
  return sender.registry;
}

/** Registers an invoice with the target, as the app does, until that is acknowledged. */
export async function register(trial: GwopTrial, invoice: string): Promise<void> {
  const command: GwopCommand = { do: "register", invoice };
  await trial.carryOut(command);
}

/**
 * Sends a registration once.
 *
 * @param authorization The header's value; `null` sends none. By default the operator's own token.
 * @returns The status of the answer.
 * @throws {Broken} If there is none.
 */
export async function putInvoice(
  trial: GwopTrial,
  id: string,
  registration: unknown,
  authorization?: string | null,
): Promise<number> {
  const asked = registrationRequest(registryOf(trial), id, registration, authorization);
  const outcome = await trial.request(asked);
  assertReached(outcome);
  const status = statusOf(outcome);
  if (status === null) throw new Broken(`a registration: got ${describe(outcome)}`);
  return status;
}

/** The states of an invoice that the target has acknowledged events about. */
export function heardOf(trial: GwopTrial, invoice: string): readonly Invoice[] {
  // What was heard on Gwop's stage are states of Gwop's own.
  return [...(trial.heard.get(invoice) ?? [])] as Invoice[];
}
