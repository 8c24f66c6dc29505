/** What each state of a session means for access. @module */

import { hear } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { open } from "../stories.ts";

export const sessions: readonly ProxyEntry[] = [
  {
    id: "state/paid-does-not-grant",
    level: "MUST",
    profile: "state",
    claim: "A session that is paid but not provisionable grants nothing yet.",
    why: "Payment evidence can still be withdrawn: granted too early, a failed purchase was free.",
    source: "docs/target-contract.md#session; docs/assumptions.md#a7",
    remedy: "Grant on the status provisionable only; on paid, show that the payment is under way.",
    proof: { kills: "state/grants-on-paid" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      await trial.settle(trial.announce({ do: "pay", session }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/provisionable-grants",
    level: "MUST",
    profile: "state",
    claim:
      "A purchase is granted once its session is provisionable, also after it was heard of as paid.",
    why: "A receiver that takes the first word for the last leaves a paying buyer without the goods.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a7",
    remedy: "Handle every event about a session, and write the state that was read for it.",
    proof: { kills: "state/only-payments-count" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      await trial.settle(trial.announce({ do: "pay", session }));
      await trial.settle(trial.announce({ do: "make_provisionable", session }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/terminal-session",
    level: "MUST",
    profile: "state",
    claim: "A purchase that was cancelled, failed or expired grants nothing.",
    why: "Final is not successful: who grants on any end of a session grants abandoned carts.",
    source: "docs/target-contract.md#what-is-right",
    remedy: "Mark the purchase as unavailable; never grant on a status that is merely final.",
    proof: { kills: "state/any-end-grants" },
    check: async (trial) => {
      for (const command of ["cancel", "fail", "expire"] as const) {
        const { buyer, session } = open(trial);
        await trial.settle(trial.announce({ do: command, session }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/failed-after-paid",
    level: "MUST",
    profile: "state",
    claim: "A purchase that failed after it was paid grants nothing.",
    why: "Paid is not final: money that was held may be refused in the end.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a5",
    remedy: "Treat a failure after a payment like any other: nothing was granted, nothing is.",
    proof: { kills: "state/any-end-grants" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      const paid = trial.announce({ do: "pay", session });
      await trial.settle(paid);
      const failed = trial.announce({ do: "fail", session });
      await hear(trial, [failed, paid]);
      await trial.expectEntitlements(buyer);
    },
  },
];
