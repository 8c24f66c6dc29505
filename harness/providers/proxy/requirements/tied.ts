/**
 * States with the same updated_at: which of two is the newer is a rule, not an accident.
 *
 * @module
 */

import { requireField } from "../../../trial/expecting.ts";
import { hear } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { open, subscribe } from "../stories.ts";
import { TOTAL_ORDER, WRITE_NEWER } from "./total-order.ts";

export const tied: readonly ProxyEntry[] = [
  {
    id: "order/old-state-after-new",
    level: "MUST",
    profile: "state",
    claim: "A read that shows an older state than the one held changes nothing.",
    why: "A late event is read from a replica that lags: its state is as new as the event, and older than what is held.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: WRITE_NEWER,
    proof: { kills: "order/last-read-wins" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      await trial.settle(cancelled);
      trial.stage.misbehave(subscription, [{ kind: "lag", changes: 1 }]);
      await trial.settle(renewed);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/tied-stamps",
    level: "MUST",
    profile: "state",
    claim:
      "Two states with the same updated_at are ordered by what they say, not by who came last.",
    why: "Changes inside one tick of the sender's clock are normal. Decided by arrival, a cancellation is undone by its own past.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/ties-by-arrival" },
    check: async (trial) => {
      const first = subscribe(trial);
      const { subscription } = first;
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      const cancelled = trial.announceAtOnce({ do: "cancel_subscription", subscription });
      await trial.settle(cancelled);
      trial.stage.misbehave(subscription, [{ kind: "lag", changes: 1 }]);
      await trial.settle(scheduled);
      await trial.expectEntitlements(first.buyer);

      const second = open(trial);
      const paid = trial.announce({ do: "pay", session: second.session });
      await trial.settle(paid);
      const { session } = second;
      await trial.settle(trial.announceAtOnce({ do: "make_provisionable", session }));
      await trial.expectEntitlements(second.buyer);
    },
  },
  {
    id: "order/tied-update",
    level: "MUST",
    profile: "state",
    claim: "A change that has the same updated_at as the state before it is not dropped.",
    why: "A guard that demands a later stamp loses the second of two changes in one tick, silently: PostHog/posthog#98651, brandhaug/b2b-saas-starter#283.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/drops-equal-stamps" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      await trial.settle(scheduled);
      const cancelled = trial.announceAtOnce({ do: "cancel_subscription", subscription });
      await trial.settle(cancelled);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/tied-period",
    level: "MUST",
    profile: "state",
    claim:
      "Of two states with the same updated_at that differ in the period's end only, the longer period stands.",
    why: "Two renewals in one tick, as after a change of plan, look alike in updated_at and status: an order without the period loses the second.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/ties-ignore-the-period" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "renew", subscription }));
      await trial.settle(trial.announceAtOnce({ do: "renew", subscription }));
      requireField(await trial.readRecords(buyer), "access_until");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/tied-sessions",
    level: "MUST",
    profile: "state",
    claim: "Paid and provisionable with the same updated_at: granted, in either order of arrival.",
    why: "The usual purchase: both changes come from one transaction of the sender.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/payment-takes-back" },
    check: async (trial) => {
      for (const whichFirst of ["paid", "provisionable"] as const) {
        const { buyer, session } = open(trial);
        const paid = trial.announce({ do: "pay", session });
        const events = [paid, trial.announceAtOnce({ do: "make_provisionable", session })];
        await hear(trial, whichFirst === "paid" ? events : events.toReversed());
        await trial.expectEntitlements(buyer);
      }
    },
  },
];
