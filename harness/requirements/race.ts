/** Deliveries are handled at the same moment: a check followed by a write lets two of them in. @module */

import { describe, expectAccepted, isAccepted } from "../expect.ts";
import { racingDeliveries } from "../properties/racing-deliveries.ts";
import { Broken, type Requirement, Unreachable } from "../requirement.ts";
import { buy, subscribe } from "../stories.ts";

const COPIES = 100;

export const race: readonly Requirement[] = [
  {
    id: "race/copies-together",
    level: "MUST",
    profile: "state",
    claim: `${COPIES} copies of one delivery, released together, are all acknowledged and grant once.`,
    source: 'verification cases "Dedupe": 100 at once, released together',
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const copies = Array.from({ length: COPIES }, () => ({ event: provisionable }));
      const outcomes = await trial.deliverTogether(copies);
      if (outcomes.every(({ kind }) => kind === "unreachable")) {
        throw new Unreachable("the target refused every connection");
      }
      // A copy that was refused is sent again by Proxy: what must not be is a client error.
      const refused = outcomes.filter((outcome) => !isAccepted(outcome)).map(describe);
      if (refused.length > 0) {
        throw new Broken(`${refused.length} of ${COPIES} copies were not acknowledged`, [
          `answers  ${[...new Set(refused)].toSorted().join(", ")}`,
        ]);
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "race/stale-writer",
    level: "MUST",
    profile: "state",
    claim: "A delivery that read an older state and writes last does not overwrite the newer one.",
    source: "spec/proxy-checkout, hazards: the stale writer",
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      const gate = Promise.withResolvers<void>();
      trial.stage.misbehave(subscription, [{ kind: "hold", release: gate.promise }]);

      const slow = trial.deliver({ event: renewed });
      await waitForRead(trial.stage.readsOf, subscription);
      const cancelled = trial.announce({ do: "cancel_subscription", subscription });
      const quick = await trial.deliver({ event: cancelled });
      gate.resolve();
      await slow;
      expectAccepted(quick, "a delivery while another is being handled");
      await trial.settle(renewed);
      await trial.expectEntitlements(buyer);
    },
  },
  racingDeliveries,
];

/** A receiver that never reads is another requirement's business: this one goes on without it. */
async function waitForRead(readsOf: (id: string) => number, id: string): Promise<void> {
  for (let turn = 0; turn < 100 && readsOf(id) === 0; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
