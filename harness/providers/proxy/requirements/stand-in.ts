/**
 * A session and the subscription that it started: one purchase, and never two records that grant.
 *
 * @module
 */

import { hear } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { subscribe } from "../stories.ts";

const WHEN_READ =
  "When access is read, leave out the record of a session that a known subscription names as its original.";

export const standIn: readonly ProxyEntry[] = [
  {
    id: "state/subscription-stands-in",
    level: "MUST",
    profile: "state",
    claim: "Once a subscription is heard of, its record stands in for that of its session.",
    why: "Two records for one purchase grant twice, and the session's goes on granting when the subscription has ended.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a13",
    remedy: WHEN_READ,
    proof: { kills: "state/both-records-grant" },
    check: async (trial) => {
      const { buyer, session, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "make_provisionable", session }));
      await trial.expectEntitlements(buyer);
      await trial.settle(trial.announce({ do: "renew", subscription }));
      await trial.expectEntitlements(buyer);
      await trial.settle(trial.announce({ do: "cancel_subscription", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/stand-in-any-order",
    level: "MUST",
    profile: "state",
    claim: "The subscription's record stands in also where it was heard of before the session.",
    why: "A stand-in that is carried out when the subscription's event comes finds nothing to replace, and the session's record comes later.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a13",
    remedy: WHEN_READ,
    proof: { kills: "state/stand-in-needs-order" },
    check: async (trial) => {
      const { buyer, session, subscription } = subscribe(trial);
      const provisionable = trial.announce({ do: "make_provisionable", session });
      const renewed = trial.announce({ do: "renew", subscription });
      await hear(trial, [renewed, provisionable]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/session-grants-until-then",
    level: "MUST",
    profile: "state",
    claim: "Until its subscription is heard of, a session grants as a one-time purchase does.",
    why: "No event announces a subscription's birth: who waits for one leaves the buyer outside for the first month.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a13",
    remedy:
      "Grant on the session; leave its record out, when access is read, once the subscription was heard of.",
    proof: { kills: "state/only-payments-count" },
    check: async (trial) => {
      const { buyer, session } = subscribe(trial);
      await trial.settle(trial.announce({ do: "make_provisionable", session }));
      await trial.expectEntitlements(buyer);
    },
  },
];
