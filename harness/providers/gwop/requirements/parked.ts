/** Events that come before the app has told whose their invoice is: kept, and applied then. @module */

import { Broken } from "../../../target/verdict.ts";
import { expectAccepted } from "../../../trial/expect.ts";
import { hear, killAndRestart } from "../../../trial/stories.ts";
import type { GwopEntry } from "../requirement.ts";
import { retold } from "../retelling.ts";
import { bill, billAndPay, type Issued, issue } from "../stories.ts";
import type { GwopTrial } from "../trial.ts";
import { register } from "../trial.ts";
import { presentInvoice } from "../world.ts";

const PARK =
  "Record every event by itself, and look for those of an invoice when it is registered.";

export const gwopParked: readonly GwopEntry[] = [
  {
    id: "state/parked-is-acknowledged",
    level: "MUST",
    profile: "state",
    claim: "An event about an invoice that nobody has registered yet is acknowledged.",
    why: "How often and for how long Gwop tries again is not documented: who refuses relies on it, and on being registered by then.",
    source: "docs/target-contract.md#early-events",
    remedy: PARK,
    proof: { kills: "state/unknown-invoice-refused" },
    check: async (trial) => {
      const { invoice } = issue(trial);
      const event = trial.announce({ do: "expire_invoice", invoice });
      const paid = trial.announce({ do: "pay_invoice", invoice });
      expectAccepted(await trial.deliver({ event: paid }), "a payment of an unknown invoice");
      expectAccepted(await trial.deliver({ event }), "the end of an unknown invoice");
    },
  },
  {
    id: "state/parked-paid",
    level: "MUST",
    profile: "state",
    claim: "A payment that came before its invoice was registered grants on registration.",
    why: "Buyers pay faster than apps write. Gwop's own SDK and samples answer 200 to an unknown invoice and forget it: paid, and never granted.",
    source: "docs/target-contract.md#early-events",
    remedy: PARK,
    proof: { kills: "state/unknown-invoice-dropped" },
    check: async (trial) => {
      const { buyer, invoice } = issue(trial);
      await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
      await register(trial, invoice);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/parked-expired",
    level: "MUST",
    profile: "state",
    claim: "The end of an invoice that was heard of before its registration grants nothing.",
    why: "Where whatever waits for a registration is taken for a payment, an invoice that ran out in time is free.",
    source: "docs/target-contract.md#early-events",
    remedy: `${PARK} Apply each as what it is.`,
    proof: { kills: "state/anything-parked-grants" },
    check: async (trial) => {
      for (const command of ["expire_invoice", "cancel_invoice"] as const) {
        const { buyer, invoice } = issue(trial);
        await trial.settle(trial.announce({ do: command, invoice }));
        await register(trial, invoice);
        await trial.expectEntitlements(buyer);
        await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/parked-is-nobodys",
    level: "MUST",
    profile: "state",
    claim: "What was paid for an unregistered invoice is shown to nobody.",
    why: "Only the app knows whose an invoice is: a name that an event brings along, such as its merchant_reference, is no buyer.",
    source: "docs/target-contract.md#early-events",
    remedy: "Take the buyer from the registration, and from nothing else.",
    proof: { kills: "state/buyer-from-the-event" },
    check: async (trial) => {
      const issued = issue(trial);
      const { buyer, invoice } = issued;
      const paid = trial.announce({ do: "pay_invoice", invoice });
      const data = { merchant_reference: buyer, buyer_reference: buyer };
      const outcome = await trial.deliver({ ...retold(paid, { data }), event: paid });
      expectAccepted(outcome, "a payment of an unknown invoice");
      await trial.expectEntitlements(buyer);
      await expectNobodys(trial, issued);
    },
  },
  {
    id: "dedupe/parked-copies",
    level: "MUST",
    profile: "state",
    claim: "Copies of a payment before and after the registration grant once.",
    why: "Kept as a list and worked off on registration, three copies of one payment are three payments.",
    source: "docs/target-contract.md#early-events",
    remedy: "Dedupe by event_id when an event is recorded, whether or not its invoice is known.",
    proof: { kills: "dedupe/parked-copies-add" },
    check: async (trial) => {
      const { buyer, invoice } = issue(trial);
      const paid = trial.announce({ do: "pay_invoice", invoice });
      const again = { ...paid, id: trial.freshId("evt") };
      await hear(trial, [paid, paid, again]);
      await register(trial, invoice);
      await trial.expectEntitlements(buyer);
      await hear(trial, [paid, again]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/parked-survives-restart",
    level: "MUST",
    profile: "fault",
    claim: "What waits for a registration is still there after the receiver was killed.",
    why: "Nobody sends again what was acknowledged: kept in memory, it is gone with the next deployment.",
    source: "docs/target-contract.md#early-events",
    remedy: "Keep what waits in the database, written before the answer.",
    proof: { kills: "state/parked-in-memory" },
    check: async (trial) => {
      const { buyer, invoice } = issue(trial);
      await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
      await killAndRestart(trial);
      await register(trial, invoice);
      await trial.expectEntitlements(buyer);
      await killAndRestart(trial);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/registration-survives-restart",
    level: "MUST",
    profile: "fault",
    claim: "A registration that was acknowledged is still there after the receiver was killed.",
    why: "The app registers once: what is forgotten of it is a payment that waits for ever.",
    source: "docs/target-contract.md#registration",
    remedy: "Answer a registration only after it was committed.",
    proof: { kills: "state/registered-in-memory" },
    check: async (trial) => {
      const { buyer, invoice } = await bill(trial);
      const second = await billAndPay(trial);
      await killAndRestart(trial);
      await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
      await trial.settle(second.paid);
      await trial.expectEntitlements(buyer);
      await trial.expectEntitlements(second.buyer);
    },
  },
];

/** By none of the names that the invoice itself has. */
async function expectNobodys(trial: GwopTrial, { invoice }: Issued): Promise<void> {
  const publicId = presentInvoice(trial.stage.world(), invoice).public_invoice_id;
  for (const name of [invoice, publicId, "null", "undefined"]) {
    const shown = await trial.readRecords(name);
    if (shown.some(({ source }) => source === invoice || source === publicId)) {
      throw new Broken(`an invoice that nobody has registered is shown to ${name}`);
    }
  }
}
