/**
 * States that share a stamp, or nearly: which of two is the newer is a rule, not an accident.
 *
 * @module
 */

import { requireField } from "../../../trial/expecting.ts";
import { hear } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy, open, subscribe } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";

const TOTAL_ORDER =
  "Order states by updated_at, then status rank, then a scheduled cancellation, then the period's end.";

export const tied: readonly ProxyEntry[] = [
  {
    id: "order/old-state-after-new",
    level: "MUST",
    profile: "state",
    claim: "A read that shows an older state than the one held changes nothing.",
    why: "A late event is read from a replica that lags: its state is as new as the event, and older than what is held.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy:
      "Write only where the state's version is above the one held, and decide it in the statement that writes.",
    proof: { kills: "order/last-read-wins" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      trial.act({ do: "wait", ms: 1000 });
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
    claim: "Two states that share a stamp are ordered by what they say, not by who came last.",
    why: "Changes inside one tick of the sender's clock are normal. Decided by arrival, a cancellation is undone by its own past.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/ties-by-arrival" },
    check: async (trial) => {
      const first = subscribe(trial);
      const { subscription } = first;
      // No time passes: each state is the higher one at the same updated_at.
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      await trial.settle(cancelled);
      trial.stage.misbehave(subscription, [{ kind: "lag", changes: 1 }]);
      await trial.settle(scheduled);
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
    id: "order/tied-update",
    level: "MUST",
    profile: "state",
    claim: "A change that shares its stamp with the state before it is not dropped.",
    why: "A guard that demands a later stamp loses the second of two changes in one tick, silently: PostHog/posthog#98651, brandhaug/b2b-saas-starter#283.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/drops-equal-stamps" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      await trial.settle(scheduled);
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      await trial.settle(cancelled);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/tied-period",
    level: "MUST",
    profile: "state",
    claim: "Of two states that differ in the period's end only, the longer period stands.",
    why: "Two renewals in one tick, as after a change of plan, look alike in stamp and status: an order without the period loses the second.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/ties-ignore-the-period" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      for (const _month of [1, 2]) {
        await trial.settle(trial.announce({ do: "renew", subscription }));
      }
      requireField(await trial.readRecords(buyer), "access_until");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/tied-sessions",
    level: "MUST",
    profile: "state",
    claim: "Paid and provisionable at one stamp: granted, in either order of arrival.",
    why: "The usual purchase: both changes come from one transaction of the sender.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: TOTAL_ORDER,
    proof: { kills: "order/payment-takes-back" },
    check: async (trial) => {
      for (const whichFirst of ["paid", "provisionable"] as const) {
        const { buyer, paid, provisionable } = buy(trial);
        const events = [paid, provisionable];
        await hear(trial, whichFirst === "paid" ? events : events.toReversed());
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "order/same-second",
    level: "MUST",
    profile: "state",
    claim: "Two changes within one second are two, and the later one stands.",
    why: "Compared by whole seconds the second of them looks like a repetition and is dropped, as stripe/sync-engine does.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy:
      "Keep and compare updated_at with all its digits: no integer seconds, no `timestamp(0)`.",
    proof: { kills: "order/whole-seconds" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      waitForNextSecond(trial);
      await trial.settle(trial.announce({ do: "schedule_cancellation", subscription }));
      trial.act({ do: "wait", ms: 1 });
      await trial.settle(trial.announce({ do: "undo_cancellation", subscription }));
      requireField(await trial.readRecords(buyer), "renews");
      await trial.expectEntitlements(buyer);
    },
  },
];

/** So that the millisecond that follows is in the same second, whenever the run began. */
function waitForNextSecond({ stage, act }: ProxyTrial): void {
  act({ do: "wait", ms: 1000 - (stage.world().now % 1000) });
}
