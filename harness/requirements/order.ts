/** Events arrive in any order: the state decides, not the last one to arrive. @module */

import { anyOrder } from "../properties/any-order.ts";
import type { Requirement } from "../requirement.ts";
import { buy, open, subscribe } from "../stories.ts";

export const order: readonly Requirement[] = [
  {
    id: "order/provisionable-before-paid",
    level: "MUST",
    profile: "state",
    claim: "A purchase is granted whichever of its events comes first.",
    source: "A12: no order promised",
    check: async (trial) => {
      const { buyer, paid, provisionable } = buy(trial);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/late-renewal-after-cancellation",
    level: "MUST",
    profile: "state",
    claim: "A renewal that arrives after the cancellation resurrects nothing.",
    source: "A4: the latest state read decides the kind",
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      await trial.settle(cancelled);
      await trial.settle(renewed);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/failed-payment-after-recovery",
    level: "MUST",
    profile: "state",
    claim: "A failed payment that arrives after its recovery restricts nobody.",
    source: 'verification cases "State": a failed renewal that arrives after its recovery',
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const failed = trial.announce({ do: "fail_payment", subscription });
      const recovered = trial.announce({ do: "recover", subscription });
      await trial.settle(recovered);
      await trial.settle(failed);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/tied-stamps",
    level: "MUST",
    profile: "state",
    claim: "Two states that share a stamp are ordered by what they say, not by who came last.",
    source: "A11",
    check: async (trial) => {
      const first = subscribe(trial);
      const { subscription } = first;
      // No time passes: each state is the higher one at the same updated_at.
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      for (const event of [cancelled, scheduled]) await trial.settle(event);
      await trial.expectEntitlements(first.buyer);

      const second = open(trial);
      const paid = trial.announce({ do: "pay", session: second.session });
      await trial.settle(paid);
      const provisionable = trial.announce({ do: "make_provisionable", session: second.session });
      await trial.settle(provisionable);
      await trial.expectEntitlements(second.buyer);
    },
  },
  {
    id: "order/superseded-subscription",
    level: "MUST",
    profile: "state",
    claim: "A late cancellation of a superseded subscription does not take away the current one.",
    source: 'verification cases "State": a cancellation of a superseded subscription',
    check: async (trial) => {
      const former = subscribe(trial);
      const { buyer } = former;
      const cancelled = trial.announce({
        do: "cancel_subscription",
        subscription: former.subscription,
      });
      const present = subscribe(trial, buyer);
      const renewed = trial.announce({ do: "renew", subscription: present.subscription });
      await trial.settle(renewed);
      await trial.settle(cancelled);
      await trial.expectEntitlements(buyer);
    },
  },
  anyOrder,
];
