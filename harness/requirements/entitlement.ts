/** What a buyer has: units, periods, and nothing of anybody else's. @module */

import { readProbe } from "../probe.ts";
import { Broken, type Requirement, Untested } from "../requirement.ts";
import { buy, subscribe } from "../stories.ts";
import { requireField } from "../trial.ts";

export const entitlement: readonly Requirement[] = [
  {
    id: "entitlement/quantity",
    level: "MUST",
    profile: "state",
    claim: "A purchase grants the sum of its cart's quantities.",
    source: 'target contract "The probe", quantity',
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial, undefined, 5);
      await trial.settle(provisionable);
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/period",
    level: "MUST",
    profile: "state",
    claim: "A renewal extends access to the end of the new period.",
    source: "ENT, case subscription_renewed",
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      for (let month = 1; month <= 3; month += 1) {
        await trial.settle(trial.announce({ do: "renew", subscription }));
        requireField(await trial.readRecords(buyer), "access_until");
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "entitlement/buyers-are-isolated",
    level: "MUST",
    profile: "state",
    claim: "One buyer's events change nothing for another.",
    source: 'target contract "What is right": buyers are isolated from one another',
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
    id: "entitlement/probe-is-guarded",
    level: "MUST",
    profile: "state",
    claim: "Without its token, or with a wrong one, the probe answers 401 and tells nothing.",
    source: 'target contract "The probe"',
    check: async ({ target, freshId }) => {
      if (target.probe === null) throw new Untested("the target offers no probe");
      for (const authorization of [null, "Bearer wrong", `Basic ${target.probe.token}`]) {
        const shown = await readProbe(target.probe, freshId("buyer"), authorization);
        if (shown.kind !== "refused" || shown.status !== 401) {
          const got = shown.kind === "refused" ? String(shown.status) : shown.kind;
          const how = authorization === null ? "no token" : "a wrong token";
          throw new Broken(`the probe with ${how}: expected 401, got ${got}`);
        }
      }
    },
  },
];
