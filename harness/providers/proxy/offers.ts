/** What may be done to Proxy's objects on the simulator's page, and what is told of them there. @module */

import type { WorldObject } from "../../simulator/world.ts";
import type { Offer } from "../provider.ts";
import { isSession, isSubscription, type Subscription } from "./objects.ts";
import type { SessionCommand } from "./session-moves.ts";
import type { SubscriptionCommand } from "./subscription-moves.ts";
import { newId } from "./wishes.ts";
import type { ProxyCommand } from "./world.ts";

const SESSION_WORDS = {
  hand_off: "Hand off",
  open: "Open",
  pay: "Pay",
  make_provisionable: "Make provisionable",
  cancel: "Cancel",
  fail: "Fail",
  expire: "Expire",
} as const satisfies Record<SessionCommand, string>;

const SUBSCRIPTION_WORDS = {
  renew: "Renew",
  end_trial: "End the trial",
  fail_payment: "Fail the payment",
  recover: "Recover the payment",
  schedule_cancellation: "Schedule cancellation",
  undo_cancellation: "Undo cancellation",
  cancel_subscription: "Cancel now",
} as const satisfies Record<SubscriptionCommand, string>;

export function offers(object: WorldObject): readonly Offer[] {
  if (isSubscription(object)) return named(SUBSCRIPTION_WORDS, { subscription: object.id });
  const session = object.id;
  const start = (trial: boolean): ProxyCommand => {
    return { do: "start_subscription", session, subscription: newId("psub"), trial };
  };
  return [
    ...named(SESSION_WORDS, { session }),
    { words: "Start a subscription", command: start(false) },
    { words: "Start one with a trial", command: start(true) },
  ];
}

export function facts(object: WorldObject): readonly string[] {
  if (isSubscription(object)) return factsOfSubscription(object);
  return isSession(object) ? [`${object.amount_minor} ${object.currency}, in minor units`] : [];
}

function factsOfSubscription(held: Subscription): readonly string[] {
  const { cancel_at_period_end, current_period_end, latest_payment_status } = held;
  return [
    ...(cancel_at_period_end ? ["cancellation scheduled"] : []),
    ...(current_period_end === null ? [] : [`period ends ${current_period_end.slice(0, 10)}`]),
    ...(latest_payment_status === null ? [] : [`last payment ${latest_payment_status}`]),
  ];
}

function named(words: Readonly<Record<string, string>>, about: object): readonly Offer[] {
  return Object.entries(words).map(([verb, said]) => ({
    words: said,
    command: { do: verb, ...about },
  }));
}
