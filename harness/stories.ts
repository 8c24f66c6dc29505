/** Short stories that many checks begin with: a purchase, a subscription. @module */

import { cartOf } from "./properties/plan.ts";
import type { ProxyEvent } from "./simulator/event.ts";
import type { Trial } from "./trial.ts";

export type Opened = { readonly buyer: string; readonly session: string };

/** A session that the payer has opened and not paid. No event has been made. */
export function open(trial: Trial, buyer = trial.freshId("buyer"), quantity = 2): Opened {
  const session = trial.freshId("psess");
  trial.act({ do: "create", session, buyer, items: cartOf(quantity) });
  trial.act({ do: "hand_off", session });
  trial.act({ do: "open", session });
  return { buyer, session };
}

export type Bought = Opened & { readonly paid: ProxyEvent; readonly provisionable: ProxyEvent };

/** A one-time purchase, carried through to the end. */
export function buy(trial: Trial, buyer?: string, quantity?: number): Bought {
  const opened = open(trial, buyer, quantity);
  const { session } = opened;
  const paid = trial.announce({ do: "pay", session });
  const provisionable = trial.announce({ do: "make_provisionable", session });
  return { ...opened, paid, provisionable };
}

export type Subscribed = Opened & { readonly subscription: string; readonly paid: ProxyEvent };

/** A paid session that started a subscription, whose birth no event announces (A13). */
export function subscribe(trial: Trial, buyer?: string): Subscribed {
  const opened = open(trial, buyer);
  const { session } = opened;
  const paid = trial.announce({ do: "pay", session });
  const subscription = trial.freshId("psub");
  trial.act({ do: "start_subscription", session, subscription, trial: false });
  return { ...opened, paid, subscription };
}
