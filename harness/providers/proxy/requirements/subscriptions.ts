/** What each state of a subscription means for access. @module */

import { requireField } from "../../../trial/expecting.ts";
import { hear } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { startTrial, subscribe } from "../stories.ts";

export const subscriptions: readonly ProxyEntry[] = [
  {
    id: "state/subscription-life",
    level: "MUST",
    profile: "state",
    claim: "A subscription's access follows each of its states, from renewal to cancellation.",
    why: "Whoever handles the happy events only notices the missing ones when somebody stays in, or out.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a6",
    remedy: "Map every status of a subscription to access in one table, and write what it says.",
    proof: { kills: "state/only-renewals-count" },
    check: async (trial) => {
      const { buyer, subscription, paid } = subscribe(trial);
      await trial.settle(paid);
      const commands = [
        "renew",
        "fail_payment",
        "recover",
        "schedule_cancellation",
        "undo_cancellation",
        "schedule_cancellation",
        "cancel_subscription",
      ] as const;
      for (const command of commands) {
        await trial.settle(trial.announce({ do: command, subscription }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/trial",
    level: "MUST",
    profile: "state",
    claim: "A subscription on trial grants like an active one, and goes on when the trial ends.",
    why: "A table without trialing locks out exactly those whom the trial is to win.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a6",
    remedy: "Treat trialing as active.",
    proof: { kills: "state/trial-grants-nothing" },
    check: async (trial) => {
      const { buyer, subscription } = startTrial(trial);
      await trial.settle(trial.announce({ do: "schedule_cancellation", subscription }));
      await trial.expectEntitlements(buyer);
      await trial.settle(trial.announce({ do: "undo_cancellation", subscription }));
      await trial.expectEntitlements(buyer);
      await trial.settle(trial.announce({ do: "end_trial", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/scheduled-cancellation-keeps-access",
    level: "MUST",
    profile: "state",
    claim: "A scheduled cancellation keeps access through the period that is paid.",
    why: "The buyer has paid for the rest of the period: to end it now takes away what is theirs.",
    source: "docs/target-contract.md#what-is-right",
    remedy:
      "Show renews by cancel_at_period_end, and access and its end by the status and the period, as ever.",
    proof: { kills: "state/schedule-ends-access" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "renew", subscription }));
      await trial.settle(trial.announce({ do: "schedule_cancellation", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/undone-cancellation",
    level: "MUST",
    profile: "state",
    claim: "A scheduled cancellation that was undone renews again.",
    why: "No event is named for the undoing: it comes as a renewal, and who only extends the period on it shows the buyer as leaving.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a14",
    remedy: "Keep cancel_at_period_end as the state says it, false as well as true.",
    proof: { kills: "state/undo-is-ignored" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "schedule_cancellation", subscription }));
      await trial.settle(trial.announce({ do: "undo_cancellation", subscription }));
      requireField(await trial.readRecords(buyer), "renews");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/past-due",
    level: "MUST",
    profile: "state",
    claim: "A subscription whose payment failed has the access that the product's policy gives it.",
    why: "Ignored, a failed payment is a free subscription for as long as the retries last.",
    source: "docs/target-contract.md#what-is-right",
    remedy:
      "Restrict access on past_due, or declare the grace that the product gives (--policy past_due=granted).",
    proof: { kills: "state/past-due-is-ignored" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "renew", subscription }));
      await trial.settle(trial.announce({ do: "fail_payment", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/recovery",
    level: "MUST",
    profile: "state",
    claim: "A payment that recovers gives access back.",
    why: "The buyer has paid after all. A restriction that only a new purchase lifts loses the customer.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a6",
    remedy: "Write the access that the state read means, also where it is more than before.",
    proof: { kills: "state/restricted-for-ever" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "fail_payment", subscription }));
      await trial.settle(trial.announce({ do: "recover", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/cancellation",
    level: "MUST",
    profile: "state",
    claim: "A subscription that is cancelled has the access that the product's policy leaves it.",
    why: "An end that is not written is a subscription for life.",
    source: "docs/target-contract.md#what-is-right",
    remedy:
      "End access on cancelled, or at the period's end where that is the policy (--policy cancelled=until_period_end).",
    proof: { kills: "state/cancellation-is-ignored" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "renew", subscription }));
      await trial.settle(trial.announce({ do: "cancel_subscription", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/cancelled-while-past-due",
    level: "MUST",
    profile: "state",
    claim: "A subscription that is cancelled out of a failed payment ends, and stays ended.",
    why: "The usual end of dunning. A late event of the failed payment must not turn the end into a restriction.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a6",
    remedy: "Let the status decide, and not the access that the record gave before.",
    proof: { kills: "state/restricted-for-ever" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const failed = trial.announce({ do: "fail_payment", subscription });
      await trial.settle(failed);
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      await hear(trial, [cancelled, failed]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/resubscribe",
    level: "MUST",
    profile: "state",
    claim: "Who cancelled and subscribes again has access by the new subscription.",
    why: "A buyer marked as cancelled pays again and stays outside.",
    source: "docs/target-contract.md#what-is-right",
    remedy: "Keep one record for each subscription, and let none of them speak for the buyer.",
    proof: { kills: "state/once-cancelled-always-cancelled" },
    check: async (trial) => {
      const former = subscribe(trial);
      const { buyer } = former;
      await trial.settle(
        trial.announce({ do: "cancel_subscription", subscription: former.subscription }),
      );
      const present = subscribe(trial, buyer);
      await trial.settle(trial.announce({ do: "renew", subscription: present.subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
];
