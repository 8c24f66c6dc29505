/** Events that come late. @module */

import { purchase } from "../../trial/stories.ts";
import type { Entry } from "../requirement.ts";

const DAY_MS = 86_400_000;

export const late: readonly Entry[] = [
  {
    id: "order/months-late",
    level: "MUST",
    profile: "state",
    claim: "An event that was made months ago counts, if it is signed and stamped now.",
    why: "The tolerance is about the attempt. A sender that redelivers by hand after an outage sends old events, freshly stamped.",
    source: "docs/target-contract.md#time; docs/assumptions.md#a12",
    remedy: "Check the age of the signature's timestamp only, never the event's created_at.",
    proof: { kills: "order/drops-old-events" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      const madeAt = Date.parse(granting.created_at) - 90 * DAY_MS;
      await trial.settle({ ...granting, created_at: new Date(madeAt).toISOString() });
      await trial.expectEntitlements(buyer);
    },
  },
];
