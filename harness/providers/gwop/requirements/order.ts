/**
 * How an invoice ends: whatever order its events come in, money wins.
 *
 * @module
 */

import { hear } from "../../../trial/stories.ts";
import type { InvoiceCommand, Versions } from "../invoices.ts";
import type { GwopEntry } from "../requirement.ts";
import { versioned } from "../retelling.ts";
import { bill } from "../stories.ts";
import type { GwopTrial } from "../trial.ts";
import { ALL_ORDERS, expectEachOrder } from "./all-orders.ts";

const FOLD =
  "Keep what each event said, and conclude from all of it: paid if any event says so, whatever came last.";

export const gwopOrder: readonly GwopEntry[] = [
  {
    id: "order/all-orders-of-an-invoice",
    level: "MUST",
    profile: "state",
    claim: `A paid invoice is granted once in all ${ALL_ORDERS.length} cases: every order of paid, expired, canceled and the registration, versions given, tied or missing.`,
    why: "No order is promised and versions may be missing: an order that nobody tried is the one in which a payment is lost.",
    source: "docs/target-contract.md#money-wins",
    remedy: FOLD,
    proof: { kills: "order/last-arrival-wins" },
    check: expectEachOrder,
  },
  {
    id: "order/late-expired",
    level: "MUST",
    profile: "state",
    claim: "An invoice.expired that comes after the payment does not take the invoice back.",
    why: "It was made before the payment and came later: taken at its word, it locks out a buyer who has paid, as with Gwop's own SDK and samples.",
    source: "docs/target-contract.md#money-wins",
    remedy: FOLD,
    proof: { kills: "order/late-expired-takes-back" },
    check: (trial) => expectPaidStays(trial, "expire_invoice"),
  },
  {
    id: "order/late-canceled",
    level: "MUST",
    profile: "state",
    claim: "An invoice.canceled that comes after the payment does not take the invoice back.",
    why: "The merchant cancelled an open invoice, and the payment was faster: nothing is open any more.",
    source: "docs/target-contract.md#money-wins",
    remedy: FOLD,
    proof: { kills: "order/late-canceled-takes-back" },
    check: (trial) => expectPaidStays(trial, "cancel_invoice"),
  },
  {
    id: "order/paid-after-final",
    level: "MUST",
    profile: "state",
    claim: "A payment of an invoice that has expired or was canceled is granted.",
    why: "A state machine that takes expired for the end drops a payment that has settled on a chain, which nobody can send back by refusing to hear of it.",
    source: "docs/target-contract.md#money-wins",
    remedy: FOLD,
    proof: { kills: "order/final-is-final" },
    check: async (trial) => {
      for (const command of ["expire_invoice", "cancel_invoice"] as const) {
        const { buyer, invoice } = await bill(trial);
        await trial.settle(trial.announce({ do: command, invoice }));
        await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "order/tied-versions",
    level: "MUST",
    profile: "state",
    claim: "Of events with one and the same version the payment counts, in either order.",
    why: "A guard that demands a higher version drops the payment that ties; one that lets ties pass lets the expiry overwrite it.",
    source: "docs/target-contract.md#money-wins",
    remedy: `${FOLD} Let a version decide only where it can.`,
    proof: { kills: "order/ties-dropped" },
    check: (trial) => expectBothOrders(trial, "tied"),
  },
  {
    id: "order/missing-versions",
    level: "MUST",
    profile: "state",
    claim: "Of events without a version the payment counts, in either order.",
    why: "The current documents' example has no event_version: read as 0, every event but the first is too old.",
    source: "docs/target-contract.md#money-wins",
    remedy: `${FOLD} Let a version decide only where it can.`,
    proof: { kills: "order/missing-version-is-old" },
    check: (trial) => expectBothOrders(trial, "missing"),
  },
  {
    id: "order/money-over-versions",
    level: "MUST",
    profile: "state",
    claim:
      "A payment is not taken back by the end of an invoice that has a higher version, in either order.",
    why: "Versions order what is told, and money is not told away: who keeps the highest version locks out a buyer whose payment has settled.",
    source: "docs/target-contract.md#money-wins",
    remedy: `${FOLD} A version may tell whether the payment was late, and never whether it counts.`,
    proof: { kills: "order/higher-version-wins" },
    // Whether it is flagged is open: by their versions, the payment did not follow the end.
    check: async (trial) => {
      for (const ending of ["expire_invoice", "cancel_invoice"] as const) {
        for (const isPaidFirst of [true, false]) {
          const { buyer, invoice } = await bill(trial);
          const closed = versioned(trial.announce({ do: ending, invoice }), 2);
          const paid = versioned(trial.announce({ do: "pay_invoice", invoice }), 1);
          await hear(trial, isPaidFirst ? [paid, closed] : [closed, paid]);
          await trial.expectEntitlements(buyer);
        }
      }
    },
  },
];

type Ending = Extract<InvoiceCommand, "expire_invoice" | "cancel_invoice">;

/** Also where the versions don't say that it is late. */
async function expectPaidStays(trial: GwopTrial, ending: Ending): Promise<void> {
  for (const versions of ["given", "tied", "missing"] as const) {
    const { buyer, invoice } = await bill(trial, { versions });
    const closed = trial.announce({ do: ending, invoice });
    await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
    await trial.expectEntitlements(buyer);
    await trial.settle(closed);
    await trial.expectEntitlements(buyer);
  }
}

async function expectBothOrders(trial: GwopTrial, versions: Versions): Promise<void> {
  for (const isPaidFirst of [false, true]) {
    const { buyer, invoice } = await bill(trial, { versions });
    const closed = trial.announce({ do: "expire_invoice", invoice });
    const paid = trial.announce({ do: "pay_invoice", invoice });
    await hear(trial, isPaidFirst ? [paid, closed] : [closed, paid]);
    await trial.expectEntitlements(buyer);
  }
}
