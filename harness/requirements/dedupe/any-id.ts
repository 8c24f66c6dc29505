/** Ids of any text, each together with what a common normalisation would leave of it. @module */

import { isIdInHeader, isInHeader } from "../../trial/trial.ts";
import { everySpelling, pairOf } from "../../values/texts.ts";
import { oddly } from "../oddly.ts";
import type { Entry } from "../requirement.ts";
import { AS_IT_IS, expectTwoEvents, OPAQUE } from "./identity.ts";

export const anyId: readonly Entry[] = [
  {
    id: "dedupe/ids-of-any-text",
    level: "MUST",
    profile: "state",
    claim:
      "An event's id may be any text of 1 to 255 characters, and is another one than what a normalisation leaves of it.",
    why: `${OPAQUE} Decoded, unescaped, composed, cut: there are as many ways as there are layers.`,
    source: "docs/target-contract.md#ids",
    remedy: AS_IT_IS,
    proof: { kills: "dedupe/ids-decoded" },
    check: async (trial, { seed }) => {
      const isInAHeader = isIdInHeader(trial.sender, trial.target);
      for (const spelling of everySpelling(seed)) {
        const pair = pairOf(spelling, trial.freshId("evt"));
        if (isInAHeader && !pair.every(isInHeader)) continue;
        await oddly(`two ids, of which one has lost ${spelling.loses}`, () =>
          expectTwoEvents(trial, ...pair),
        );
      }
    },
  },
];
