/** What is bought over one connection, one purchase after the other. @module */

import { bodyOf } from "../../courier/delivery.ts";
import { Untested } from "../../target/verdict.ts";
import { expectRefused } from "../../trial/expect.ts";
import { purchase } from "../../trial/stories.ts";
import { assertNothingStrayed, CLOSES } from "../http/kept.ts";
import type { Entry } from "../requirement.ts";

const PURCHASES = 4;

export const keptPurchases: readonly Entry[] = [
  {
    id: "entitlement/kept-connection",
    level: "MUST",
    profile: "state",
    claim: "Purchases that are told over one connection are each granted to their own buyer.",
    why: "What is remembered by connection belongs to whoever came first over it: all others' purchases are acknowledged, and nobody has them.",
    source: "docs/target-contract.md#connections; docs/target-contract.md#buyers",
    remedy: "Keep body, signature and event with the request, never with its connection.",
    proof: { kills: "entitlement/body-of-the-connection" },
    check: async (trial) => {
      const kept = trial.keep(1);
      const buyers: string[] = [];
      try {
        for (let n = 1; n <= PURCHASES; n += 1) {
          const bought = await purchase(trial);
          const forged = await purchase(trial);
          const body = bodyOf(forged.granting, trial.target);
          const { id: eventId, type: eventType } = forged.granting;
          const tamper = (bytes: Uint8Array) => Uint8Array.of(...bytes, 0x20);
          buyers.push(bought.buyer, forged.buyer);
          await trial.acknowledge(bought.granting, kept.deliver);
          expectRefused(
            await kept.deliver({ body, eventId, eventType, tamper }),
            "another body than was signed, after an honest delivery",
          );
        }
        assertNothingStrayed(kept);
        if (kept.opened() >= 2 * PURCHASES) throw new Untested(CLOSES);
      } finally {
        kept.close();
      }
      for (const buyer of buyers) await trial.expectEntitlements(buyer);
    },
  },
];
