/** What a receiver that is killed must still know when it comes back. @module */

import { killAndRestart, purchase } from "../../trial/stories.ts";
import type { Entry } from "../requirement.ts";

export const restart: readonly Entry[] = [
  {
    id: "dedupe/acknowledged-then-killed",
    level: "MUST",
    profile: "fault",
    claim: "A receiver that is killed right after it acknowledged has lost nothing.",
    why: "Fire-and-forget answers first and works later: what ends the process in between ends the purchase, as in t3dotgg/stripe-recommendations.",
    source: "docs/target-contract.md#repetition",
    remedy:
      "Answer only after the commit. A queue is fine if the event is durable in it before the answer.",
    proof: { kills: "dedupe/acknowledged-before-written" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      await trial.acknowledge(granting);
      await killAndRestart(trial);
      await trial.expectEntitlements(buyer);
    },
  },
];
