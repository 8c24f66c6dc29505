/** Short stories that many checks begin with: a purchase, a subscription. @module */

import { isAccepted } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { billAndPay } from "../providers/gwop/stories.ts";
import { providerOf } from "../providers/provider.ts";
import type { LineItem } from "../providers/proxy/objects.ts";
import { cartOf } from "../providers/proxy/verbs.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { Trial } from "./trial.ts";

export type Opened = { readonly buyer: string; readonly session: string };

/** A session that the payer has opened and not paid. No event has been made. */
export function open(
  trial: Trial,
  buyer = trial.freshId("buyer"),
  items: readonly LineItem[] = cartOf(2),
): Opened {
  const session = trial.freshId("psess");
  trial.act({ do: "create", session, buyer, items });
  trial.act({ do: "hand_off", session });
  trial.act({ do: "open", session });
  return { buyer, session };
}

export type Bought = Opened & { readonly paid: WebhookEvent; readonly provisionable: WebhookEvent };

/** A one-time purchase, carried through to the end. */
export function buy(trial: Trial, buyer?: string, items?: readonly LineItem[]): Bought {
  const opened = open(trial, buyer, items);
  const { session } = opened;
  const paid = trial.announce({ do: "pay", session });
  const provisionable = trial.announce({ do: "make_provisionable", session });
  return { ...opened, paid, provisionable };
}

/** Something that one event grants, whoever sells it. */
export type Purchase = {
  readonly buyer: string;
  /** What the record is keyed by: a session of Proxy's, or an invoice of Gwop's. */
  readonly source: string;
  /** Not delivered yet. */
  readonly granting: WebhookEvent;
};

/** For the promises that are the same at every sender's endpoint. */
export async function purchase(
  trial: Trial,
  buyer = trial.freshId("buyer"),
  items: readonly LineItem[] = cartOf(2),
): Promise<Purchase> {
  switch (providerOf(trial.target.scheme)) {
    case "proxy": {
      const { session, provisionable } = buy(trial, buyer, items);
      return { buyer, source: session, granting: provisionable };
    }
    case "gwop": {
      const { invoice, paid } = await billAndPay(trial, { buyer, items });
      return { buyer, source: invoice, granting: paid };
    }
  }
}

export type Subscribed = Opened & { readonly subscription: string; readonly paid: WebhookEvent };

/** A paid session that started a subscription, whose birth no event announces (A13). */
export function subscribe(trial: Trial, buyer?: string): Subscribed {
  return start(trial, buyer, "paid from the first day");
}

/** The same, but the subscription begins with a trial. */
export function startTrial(trial: Trial): Subscribed {
  return start(trial, undefined, "trial");
}

function start(
  trial: Trial,
  buyer: string | undefined,
  terms: "trial" | "paid from the first day",
): Subscribed {
  const opened = open(trial, buyer);
  const { session } = opened;
  const paid = trial.announce({ do: "pay", session });
  const subscription = trial.freshId("psub");
  trial.act({ do: "start_subscription", session, subscription, trial: terms === "trial" });
  return { ...opened, paid, subscription };
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

/** The runner gives the fault profile only where the target is managed. */
export async function killAndRestart({ target }: Trial): Promise<void> {
  await target.managed?.kill();
  await target.managed?.restart();
}
