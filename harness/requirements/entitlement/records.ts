/** What a buyer has: units, and nothing of anybody else's, one record a purchase. @module */

import { requireField } from "../../trial/expecting.ts";
import { hear, purchase } from "../../trial/stories.ts";
import type { Entry } from "../requirement.ts";

const KEY_BY_OBJECT = "Key each record by the Proxy object that it comes from.";

export const records: readonly Entry[] = [
  {
    id: "entitlement/quantity",
    level: "MUST",
    profile: "state",
    claim: "A purchase grants the sum of its cart's quantities.",
    why: "Carts have several lines: who looks at the first one only gives the buyer part of what was paid for.",
    source: "docs/target-contract.md#session",
    remedy: "Add up the quantities of all line items.",
    proof: { kills: "entitlement/first-line-only" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial, undefined, 5);
      await trial.settle(granting);
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/buyers-compared-exactly",
    level: "MUST",
    profile: "state",
    claim: "Buyers whose references are alike are different buyers.",
    why: "References are the merchant's, and may be case-sensitive ids: a case-insensitive collation, or a `like`, merges two accounts.",
    source: "docs/target-contract.md#buyers",
    remedy: 'Compare references for equality, byte by byte (`collate "C"`).',
    proof: { kills: "entitlement/buyers-in-lower-case" },
    check: async (trial) => {
      // Its end is its own: without the last character it must not be another trial's buyer.
      const buyer = `${trial.freshId("buyer")}_ab`;
      const { granting } = await purchase(trial, buyer);
      await trial.settle(granting);
      await trial.expectEntitlements(buyer);
      const butTheLast = buyer.slice(0, -1);
      const others = [buyer.toUpperCase(), `${buyer} `, butTheLast, `${butTheLast}%`];
      for (const other of others) await trial.expectEntitlements(other);
    },
  },
  {
    id: "entitlement/buyer-reference-characters",
    level: "MUST",
    profile: "state",
    claim: "A buyer's reference may hold any character, on its way in and when it is asked for.",
    why: "References are e-mail addresses, paths and names: a plus that becomes a space, or a quote that breaks a query, hides the purchase.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Decode the query once with the platform's parser, and pass the value as a parameter.",
    proof: { kills: "entitlement/buyer-decoded-twice" },
    check: async (trial) => {
      const buyer = `${trial.freshId("buyer")}/o'hara+tag@example.com?é&=%20#"日本`;
      const { granting } = await purchase(trial, buyer);
      await trial.settle(granting);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/several-purchases-of-one-buyer",
    level: "MUST",
    profile: "state",
    claim: "Each purchase of a buyer is a record of its own.",
    why: "Keyed by buyer, the second purchase overwrites the first, and its units are gone.",
    source: "docs/target-contract.md#the-probe",
    remedy: KEY_BY_OBJECT,
    proof: { kills: "entitlement/one-record-a-buyer" },
    check: async (trial) => {
      const first = await purchase(trial);
      const { buyer } = first;
      const second = await purchase(trial, buyer);
      const third = await purchase(trial, buyer);
      await hear(trial, [third.granting, first.granting, second.granting]);
      await trial.expectEntitlements(buyer);
    },
  },
];
