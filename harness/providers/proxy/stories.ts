/** Short stories about Proxy's sessions and subscriptions, that many checks begin with. @module */

import type { WebhookEvent } from "../../simulator/event.ts";
import type { LineItem } from "./objects.ts";
import type { ProxyTrial } from "./trial.ts";
import { cartOf } from "./verbs.ts";

export type Opened = { readonly buyer: string; readonly session: string };

/** A session that the payer has opened and not paid. No event has been made. */
export function open(
  trial: ProxyTrial,
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
export function buy(trial: ProxyTrial, buyer?: string, items?: readonly LineItem[]): Bought {
  const opened = open(trial, buyer, items);
  const { session } = opened;
  const paid = trial.announce({ do: "pay", session });
  const provisionable = trial.announce({ do: "make_provisionable", session });
  return { ...opened, paid, provisionable };
}

export type Subscribed = Opened & { readonly subscription: string; readonly paid: WebhookEvent };

/** A paid session that started a subscription, whose birth no event announces (A13). */
export function subscribe(trial: ProxyTrial, buyer?: string): Subscribed {
  return start(trial, buyer, "paid from the first day");
}

/** The same, but the subscription begins with a trial. */
export function startTrial(trial: ProxyTrial): Subscribed {
  return start(trial, undefined, "trial");
}

function start(
  trial: ProxyTrial,
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
