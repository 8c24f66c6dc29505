/**
 * Whose it is: one buyer's events change nothing for another, nor one purchase for the next.
 *
 * @module
 */

import type { ProxyEntry } from "../requirement.ts";
import { buy, subscribe } from "../stories.ts";
import { NEWER_IS } from "./total-order.ts";

const KEY_BY_OBJECT = "Key each record by the Proxy object that it comes from.";

export const buyers: readonly ProxyEntry[] = [
  {
    id: "entitlement/buyers-are-isolated",
    level: "MUST",
    profile: "state",
    claim: "One buyer's events change nothing for another.",
    why: "A probe that forgets its `where` shows everybody's purchases to everybody.",
    source: "docs/target-contract.md#buyers",
    remedy: "Select by buyer_reference, and test with two buyers.",
    proof: { kills: "entitlement/shows-everyone" },
    check: async (trial) => {
      const first = buy(trial);
      const second = subscribe(trial);
      await trial.settle(first.provisionable);
      await trial.expectEntitlements(second.buyer);
      const { subscription } = second;
      await trial.settle(trial.announce({ do: "cancel_subscription", subscription }));
      await trial.expectEntitlements(first.buyer);
      await trial.expectEntitlements(second.buyer);
    },
  },
  {
    id: "entitlement/wrong-buyer-not-restricted",
    level: "MUST",
    profile: "state",
    claim: "A failed payment restricts the subscription that it is about, and no other buyer's.",
    why: "An update without the right `where` locks out everybody at the first card that is declined.",
    source: "docs/target-contract.md#buyers",
    remedy: KEY_BY_OBJECT,
    proof: { kills: "entitlement/restricts-everyone" },
    check: async (trial) => {
      const first = subscribe(trial);
      const second = subscribe(trial);
      for (const { subscription } of [first, second]) {
        await trial.settle(trial.announce({ do: "renew", subscription }));
      }
      const { subscription } = first;
      await trial.settle(trial.announce({ do: "fail_payment", subscription }));
      await trial.expectEntitlements(first.buyer);
      await trial.expectEntitlements(second.buyer);
    },
  },
  {
    id: "entitlement/purchase-beside-subscription",
    level: "MUST",
    profile: "state",
    claim: "What a buyer bought once is untouched by the trouble of their subscription.",
    why: "Restricted by buyer, a download that was paid in full is withheld for a membership's declined card.",
    source: "docs/target-contract.md#the-probe",
    remedy: KEY_BY_OBJECT,
    proof: { kills: "entitlement/restricts-the-buyer" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      await trial.settle(provisionable);
      const { subscription } = subscribe(trial, buyer);
      for (const command of ["fail_payment", "cancel_subscription"] as const) {
        await trial.settle(trial.announce({ do: command, subscription }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "entitlement/two-subscriptions-of-one-buyer",
    level: "MUST",
    profile: "state",
    claim: "Of a buyer's two subscriptions each has its own state.",
    why: "A buyer with two teams pays for both: the trouble of one is not that of the other.",
    source: "docs/target-contract.md#the-probe",
    remedy: KEY_BY_OBJECT,
    proof: { kills: "entitlement/restricts-the-buyer" },
    check: async (trial) => {
      const first = subscribe(trial);
      const { buyer } = first;
      const second = subscribe(trial, buyer);
      for (const { subscription } of [first, second]) {
        await trial.settle(trial.announce({ do: "renew", subscription }));
      }
      const { subscription } = second;
      await trial.settle(trial.announce({ do: "fail_payment", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/one-record-a-source",
    level: "MUST",
    profile: "state",
    claim: "However many events tell of an object, the probe shows one record of it.",
    why: "A row for each event adds up wherever rows are counted, and an old row goes on granting.",
    source: "docs/target-contract.md#the-probe",
    remedy: `Make the object's id the key of the record, and let a newer state update it (${NEWER_IS}).`,
    proof: { kills: "entitlement/a-record-an-event" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      for (const command of ["renew", "renew", "cancel_subscription"] as const) {
        await trial.settle(trial.announce({ do: command, subscription }));
      }
      await trial.expectEntitlements(buyer);
    },
  },
];
