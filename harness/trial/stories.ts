/** Short stories that many checks begin with, whoever the sender is. @module */

import { isAccepted } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { HeldRead } from "../simulator/held-read.ts";
import type { Trial } from "./trial.ts";

/** Something that one event grants, whoever sells it. */
export type Purchase = {
  readonly buyer: string;
  /** What the record is keyed by. */
  readonly source: string;
  /** Not delivered yet. */
  readonly granting: WebhookEvent;
};

/** For the promises that are the same at every sender's endpoint. */
export async function purchase(
  trial: Trial,
  buyer = trial.freshId("buyer"),
  quantity = 2,
): Promise<Purchase> {
  const { source, commands } = trial.sender.play.purchase(buyer, quantity, trial.freshId);
  const [granting, ...before] = commands.toReversed();
  if (granting === undefined) throw new Error("Bug: a purchase without a command");
  for (const command of before.reverse()) await trial.carryOut(command);
  return { buyer, source, granting: trial.announce(granting) };
}

/** Lets the target hear of events, one after the other, each until it is acknowledged. */
export async function hear(trial: Trial, events: readonly WebhookEvent[]): Promise<void> {
  for (const event of events) await trial.settle(event);
}

/** Lets the target hear of events, all at one moment. */
export function hearTogether(
  trial: Trial,
  events: readonly WebhookEvent[],
): Promise<readonly WireOutcome[]> {
  return trial.deliverTogether(events.map((event) => ({ event })));
}

/**
 * Sends again what was not acknowledged the first time, as any sender would (A12), and nothing else:
 * what was acknowledged could heal, sent again, what it is to show.
 *
 * @param outcomes Of the events, in their order.
 */
export async function settleRest(
  trial: Trial,
  events: readonly WebhookEvent[],
  outcomes: readonly WireOutcome[],
): Promise<void> {
  const rest = events.filter((_, index) => {
    const outcome = outcomes[index];
    return outcome === undefined || !isAccepted(outcome);
  });
  await hear(trial, rest);
}

/** Waits until a delivery has made the target read, or was answered and will make it read no more. */
export async function untilRead(
  { pause }: Pick<Trial, "pause">,
  { reached }: Pick<HeldRead, "reached">,
  answered: Promise<unknown>,
): Promise<void> {
  await Promise.race([reached, answered]);
  await Promise.race([reached, pause()]);
}

/** The runner gives the fault profile only where the target is managed. */
export async function killAndRestart({ target }: Trial): Promise<void> {
  await target.managed?.kill();
  await target.managed?.restart();
}
