/** Events that come late, or before those that happened earlier. @module */

import { permutations } from "../../../requirements/permutations.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { requireField } from "../../../trial/expecting.ts";
import { hear } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy, open, subscribe } from "../stories.ts";
import { NEWER_IS } from "./total-order.ts";

const READ_STATE = `Let the event say only which object changed: read its state, and write what it means, unless what is held is newer (${NEWER_IS}).`;
const DAY_MS = 86_400_000;

export const late: readonly ProxyEntry[] = [
  {
    id: "order/provisionable-before-paid",
    level: "MUST",
    profile: "state",
    claim: "A purchase is granted whichever of its events comes first.",
    why: "Senders deliver in parallel: an update that overtook its creation left a paying customer as incomplete (laravel/cashier-stripe#1201).",
    source: "docs/target-contract.md#order; docs/assumptions.md#a12",
    remedy: READ_STATE,
    proof: { kills: "order/payment-takes-back" },
    check: async (trial) => {
      const { buyer, paid, provisionable } = buy(trial);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/all-orders-of-a-purchase",
    level: "MUST",
    profile: "state",
    claim:
      "The events of a purchase and of the subscription that it started may come in any order.",
    why: "Active, updated, created, in this order and inside 360 ms, is what one sender really sent: polarsource/polar#6751.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a12",
    remedy: `${READ_STATE} Which of two records counts is decided when access is read.`,
    proof: { kills: "order/last-story-wins" },
    check: async (trial) => {
      const orders = permutations(["paid", "provisionable", "renewed", "scheduled"] as const);
      for (const names of orders) {
        const { buyer, session, subscription, paid } = subscribe(trial);
        const events = {
          paid,
          provisionable: trial.announce({ do: "make_provisionable", session }),
          renewed: trial.announce({ do: "renew", subscription }),
          scheduled: trial.announce({ do: "schedule_cancellation", subscription }),
        };
        await hear(
          trial,
          names.map((name): WebhookEvent => events[name]),
        );
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "order/late-payment-after-failure",
    level: "MUST",
    profile: "state",
    claim: "A payment that is heard of after the purchase failed grants nothing.",
    why: "The payment was real when the event was made and is not any more: the story grants what the state denies.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a4",
    remedy: READ_STATE,
    proof: { kills: "order/late-payment-grants" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      const paid = trial.announce({ do: "pay", session });
      const failed = trial.announce({ do: "fail", session });
      await hear(trial, [failed, paid]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/late-renewal-after-cancellation",
    level: "MUST",
    profile: "state",
    claim: "A renewal that arrives after the cancellation resurrects nothing.",
    why: "One delayed delivery gives a cancelled subscription back for good, since nothing will end it again.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a4",
    remedy: READ_STATE,
    proof: { kills: "order/late-renewal-resurrects" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      await hear(trial, [cancelled, renewed]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/failed-payment-after-recovery",
    level: "MUST",
    profile: "state",
    claim: "A failed payment that arrives after its recovery restricts nobody.",
    why: "The buyer has paid and is locked out until the next event, which may be a month away.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a4",
    remedy: READ_STATE,
    proof: { kills: "order/late-failure-restricts" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const failed = trial.announce({ do: "fail_payment", subscription });
      const recovered = trial.announce({ do: "recover", subscription });
      await hear(trial, [recovered, failed]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/late-renewal-keeps-the-period",
    level: "MUST",
    profile: "state",
    claim: "An older renewal that arrives after a newer one does not shorten the paid period.",
    why: "An event embeds the object as it was: polarsource/polar#6134. Its period is last month's.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a12",
    remedy: READ_STATE,
    proof: { kills: "order/late-renewal-shortens" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const first = trial.announce({ do: "renew", subscription });
      trial.act({ do: "wait", ms: 30 * DAY_MS });
      const second = trial.announce({ do: "renew", subscription });
      await hear(trial, [second, first]);
      requireField(await trial.readRecords(buyer), "access_until");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/schedule-after-undo",
    level: "MUST",
    profile: "state",
    claim: "A scheduled cancellation that arrives after it was undone does not come back.",
    why: "The buyer decided to stay, and is shown as leaving, or not billed for what is used.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a12",
    remedy: READ_STATE,
    proof: { kills: "order/late-schedule-sticks" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      const undone = trial.announce({ do: "undo_cancellation", subscription });
      await hear(trial, [undone, scheduled]);
      requireField(await trial.readRecords(buyer), "renews");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/undo-after-schedule",
    level: "MUST",
    profile: "state",
    claim: "An undoing that arrives after a newer scheduled cancellation does not undo that one.",
    why: "The buyer has left, and goes on being shown as renewing.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a12",
    remedy: READ_STATE,
    proof: { kills: "order/late-undo-sticks" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const former = trial.announce({ do: "schedule_cancellation", subscription });
      const undone = trial.announce({ do: "undo_cancellation", subscription });
      const present = trial.announce({ do: "schedule_cancellation", subscription });
      await hear(trial, [former, present, undone]);
      requireField(await trial.readRecords(buyer), "renews");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/superseded-subscription",
    level: "MUST",
    profile: "state",
    claim: "A late cancellation of a superseded subscription does not take away the current one.",
    why: "Who subscribes anew, then hears the old one end, is locked out while paying: bytedeck/bytedeck#2110.",
    source: "docs/target-contract.md#order; docs/assumptions.md#a12",
    remedy: "Key a subscription's record by the subscription's id, never by the buyer alone.",
    proof: { kills: "order/cancellation-ends-the-buyer" },
    check: async (trial) => {
      const former = subscribe(trial);
      const { buyer } = former;
      const cancelled = trial.announce({
        do: "cancel_subscription",
        subscription: former.subscription,
      });
      const present = subscribe(trial, buyer);
      const renewed = trial.announce({ do: "renew", subscription: present.subscription });
      await hear(trial, [renewed, cancelled]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "order/late-event-of-another-object",
    level: "MUST",
    profile: "state",
    claim: "An event is not too old because one about another object is newer.",
    why: "One high-water mark for all objects drops every event that was overtaken by a stranger's.",
    source: "docs/target-contract.md#order",
    remedy: "Keep the version that guards a write with the record that it guards.",
    proof: { kills: "order/one-mark-for-all" },
    check: async (trial) => {
      const first = buy(trial);
      trial.act({ do: "wait", ms: 60_000 });
      const second = buy(trial);
      await hear(trial, [second.provisionable, first.provisionable]);
      await trial.expectEntitlements(first.buyer);
      await trial.expectEntitlements(second.buyer);
    },
  },
];
