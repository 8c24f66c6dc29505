/** Buyers of any text, and units of any number. @module */

import { requireField } from "../../trial/expecting.ts";
import { purchase } from "../../trial/stories.ts";
import { everySpelling, pairOf } from "../../values/texts.ts";
import { edgesWithin, WHOLE_MAX } from "../../values/whole-numbers.ts";
import { oddly } from "../oddly.ts";
import type { Entry } from "../requirement.ts";

/** A purchase has a unit beside those that are asked for. */
const UNITS_BESIDE = 1;

export const anyValue: readonly Entry[] = [
  {
    id: "entitlement/buyers-of-any-text",
    level: "MUST",
    profile: "state",
    claim:
      "A buyer's reference may be any text of 1 to 255 characters; whoever is what a normalisation leaves of it is another buyer, and both have what they bought.",
    why: "Kept in lower case and asked for as it is, or the other way round, a purchase is never found; changed on both ways, two buyers have one account.",
    source: "docs/target-contract.md#buyers; docs/target-contract.md#the-probe",
    remedy:
      "Keep and compare references as they are, in a column that is wide enough, with a binary collation and all of Unicode.",
    proof: {
      kills: "entitlement/buyers-kept-in-lower-case",
      also: [
        "entitlement/buyers-asked-for-trimmed",
        "entitlement/buyers-composed",
        "entitlement/buyers-cut",
        "entitlement/buyers-in-three-bytes",
      ],
    },
    check: async (trial, { seed }) => {
      for (const spelling of everySpelling(seed)) {
        const [first, second] = pairOf(spelling, trial.freshId("buyer"));
        await oddly(`a buyer, and one whose reference has lost ${spelling.loses}`, async () => {
          await trial.settle((await purchase(trial, first, 3)).granting);
          await trial.expectEntitlements(first);
          await trial.expectEntitlements(second);
          await trial.settle((await purchase(trial, second, 5)).granting);
          for (const buyer of [first, second]) await trial.expectEntitlements(buyer);
        });
      }
    },
  },
  {
    id: "entitlement/quantity-of-any-size",
    level: "MUST",
    profile: "state",
    claim: "Units are counted to 2^53 - 1, which is what JSON carries exactly.",
    why: "Credits are sold by the million. In a column that is too narrow they wrap, are cut off, or make every delivery of the purchase fail.",
    source: "docs/target-contract.md#the-probe; docs/target-contract.md#values",
    remedy: "Keep units in 64 bits.",
    proof: { kills: "entitlement/quantity-in-32-bits", also: ["entitlement/quantity-in-16-bits"] },
    check: async (trial) => {
      const buyer = trial.freshId("buyer");
      await trial.settle((await purchase(trial, buyer)).granting);
      requireField(await trial.readRecords(buyer), "quantity");
      for (const quantity of edgesWithin(1, WHOLE_MAX - UNITS_BESIDE)) {
        await oddly(`a purchase of ${quantity + UNITS_BESIDE} units`, async () => {
          const bought = await purchase(trial, trial.freshId("buyer"), quantity);
          await trial.settle(bought.granting);
          await trial.expectEntitlements(bought.buyer);
        });
      }
    },
  },
];
