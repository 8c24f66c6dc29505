/** What a person has to look at is flagged, and nothing else is. @module */

import { permutations } from "../../../requirements/permutations.ts";
import { hear } from "../../../trial/stories.ts";
import { expectFlags } from "../flags.ts";
import type { GwopEntry } from "../requirement.ts";
import { bill, billAndPay } from "../stories.ts";

const FROM_ALL =
  "Conclude the flags, like access itself, from everything that was heard of the invoice.";

export const gwopFlags: readonly GwopEntry[] = [
  {
    id: "order/paid-after-final-flagged",
    level: "MUST",
    profile: "state",
    claim: "A payment after the invoice was closed is flagged paid_after_final.",
    why: "The goods may be gone or the price be another one by now: a person has to decide, and can't if nobody says so.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: FROM_ALL,
    proof: { kills: "order/late-payment-not-flagged" },
    check: async (trial) => {
      for (const command of ["expire_invoice", "cancel_invoice"] as const) {
        const billed = await bill(trial);
        const { invoice } = billed;
        await trial.settle(trial.announce({ do: command, invoice }));
        await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
        await trial.expectEntitlements(billed.buyer);
        await expectFlags(trial, billed);
      }
    },
  },
  {
    id: "order/flags-in-any-order",
    level: "MUST",
    profile: "state",
    claim: "A payment after the invoice was closed is flagged, whichever event came first.",
    why: "Flagged by what was there on arrival, the same happenings are told to a person or not, as the network likes.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: FROM_ALL,
    proof: { kills: "order/flags-by-arrival" },
    check: async (trial) => {
      for (const versions of ["given", "tied", "missing"] as const) {
        for (const order of permutations(["expired", "canceled", "paid"] as const)) {
          const billed = await bill(trial, { versions });
          const { invoice } = billed;
          const events = {
            expired: trial.announce({ do: "expire_invoice", invoice }),
            canceled: trial.announce({ do: "cancel_invoice", invoice }),
            paid: trial.announce({ do: "pay_invoice", invoice }),
          };
          await hear(
            trial,
            order.map((name) => events[name]),
          );
          await expectFlags(trial, billed);
        }
      }
    },
  },
  {
    id: "order/ordinary-unflagged",
    level: "MUST",
    profile: "state",
    claim: "An invoice that was paid in full while it was open has no flag.",
    why: "Who is warned of every payment looks at none.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: FROM_ALL,
    proof: { kills: "order/always-flags" },
    check: async (trial) => {
      const billed = await billAndPay(trial);
      await hear(trial, [billed.paid, { ...billed.paid, id: trial.freshId("evt") }]);
      await trial.expectEntitlements(billed.buyer);
      await expectFlags(trial, billed);
    },
  },
];
