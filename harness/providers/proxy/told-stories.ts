/** What `harness trigger` can play of Proxy. @module */

import { enacted } from "../../simulator/route-doc.ts";
import type { Stories, Story } from "../provider.ts";
import type { SubscriptionCommand } from "./subscription-moves.ts";
import { newId } from "./wishes.ts";
import type { ProxyCommand } from "./world.ts";

export const TOLD_STORIES: Stories = {
  begin: ({ buyer, quantity }) => ({
    path: "/simulator/checkout",
    body: { buyer_reference: buyer, quantity },
  }),
  begun: (answer) => {
    const { success, data } = enacted.safeParse(answer);
    const id = success ? data.objects[0] : undefined;
    return id === undefined ? null : { id, said: null };
  },
  all: [
    {
      name: "purchase",
      does: "something is bought once: paid, then provisionable",
      commands: (session) => [
        { do: "pay", session },
        { do: "make_provisionable", session },
      ],
    },
    ofCheckout("cancelled-checkout", "a checkout is cancelled before it is paid", "cancel"),
    ofCheckout("expired-checkout", "a checkout expires before it is paid", "expire"),
    ofCheckout("failed-checkout", "a checkout fails before it is paid", "fail"),
    {
      name: "failed-purchase",
      does: "what was paid fails after all",
      commands: (session) => [
        { do: "pay", session },
        { do: "fail", session },
      ],
    },
    ofSubscription("subscription", "a subscription begins, paid from the first day"),
    { ...ofSubscription("trial", "a subscription begins with a trial"), commands: trial() },
    {
      ...ofSubscription("converted-trial", "a trial ends, and the subscription goes on"),
      commands: trial("end_trial"),
    },
    ofSubscription("renewal", "a subscription is renewed", "renew"),
    ofSubscription("failed-payment", "a renewal is not paid: past due", "fail_payment"),
    ofSubscription("recovered-payment", "the same, and paid later", "fail_payment", "recover"),
    ofSubscription(
      "scheduled-cancellation",
      "a subscription is to end with its period",
      "schedule_cancellation",
    ),
    ofSubscription(
      "undone-cancellation",
      "the same, and taken back",
      "schedule_cancellation",
      "undo_cancellation",
    ),
    ofSubscription("cancellation", "a subscription ends at once", "cancel_subscription"),
  ],
};

function ofCheckout(name: string, does: string, verb: "cancel" | "expire" | "fail"): Story {
  return { name, does, commands: (session) => [{ do: verb, session }] };
}

/** @param verbs What happens to it once it has begun. */
function ofSubscription(name: string, does: string, ...verbs: SubscriptionCommand[]): Story {
  return { name, does, commands: (session) => subscribed(session, false, verbs) };
}

function trial(...verbs: SubscriptionCommand[]): Story["commands"] {
  return (session) => subscribed(session, true, verbs);
}

function subscribed(
  session: string,
  isTrial: boolean,
  verbs: readonly SubscriptionCommand[],
): readonly ProxyCommand[] {
  const subscription = newId("psub");
  return [
    { do: "pay", session },
    { do: "start_subscription", session, subscription, trial: isTrial },
    { do: "make_provisionable", session },
    ...verbs.map((verb): ProxyCommand => ({ do: verb, subscription })),
  ];
}
