import type { Invoice } from "../invoices.ts";

/** An invoice has two ids, and an event may name it by either: it is one invoice. @module */

import type { WebhookEvent } from "../../../simulator/event.ts";
import { expectAccepted } from "../../../trial/expect.ts";
import type { GwopEntry } from "../requirement.ts";
import { retold } from "../retelling.ts";
import { type Billed, bill, billAndPay, issue } from "../stories.ts";
import type { GwopTrial } from "../trial.ts";
import { register } from "../trial.ts";

const EITHER =
  "Look an invoice up by its id or its public id, and key the record by the invoice_id that was registered.";

export const gwopIds: readonly GwopEntry[] = [
  {
    id: "state/public-id",
    level: "MUST",
    profile: "state",
    claim: "A payment that names its invoice by the public id grants that invoice, and no other.",
    why: "Older documents have the public id in invoice_id: a receiver that knows the UUID alone parks the payment for ever.",
    source: "docs/target-contract.md#gwops-events",
    remedy: EITHER,
    proof: { kills: "state/uuid-only" },
    check: async (trial) => {
      const other = await bill(trial);
      for (const form of FORMS) {
        const billed = await billAndPay(trial);
        await tellByPublicId(trial, billed.paid, form);
        await trial.expectEntitlements(billed.buyer);
      }
      await trial.expectEntitlements(other.buyer);
    },
  },
  {
    id: "state/public-id-parked",
    level: "MUST",
    profile: "state",
    claim: "A payment that names its invoice by the public id is applied on registration too.",
    why: "What waits is looked for by the id that the app registers: it waits under the other one.",
    source: "docs/target-contract.md#gwops-events; docs/target-contract.md#early-events",
    remedy: EITHER,
    proof: { kills: "state/parked-by-uuid-only" },
    check: async (trial) => {
      for (const form of FORMS) {
        const { buyer, invoice } = issue(trial);
        await tellByPublicId(trial, trial.announce({ do: "pay_invoice", invoice }), form);
        await trial.expectEntitlements(buyer);
        await register(trial, invoice);
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/both-ids-one-record",
    level: "MUST",
    profile: "state",
    claim: "Events that name an invoice by different ids make one record of it, with one grant.",
    why: "Two keys for one thing are two rows: the units are granted under each.",
    source: "docs/target-contract.md#gwops-events",
    remedy: EITHER,
    proof: { kills: "state/a-record-an-id" },
    check: async (trial) => {
      const billed = await billAndPay(trial);
      await trial.settle(billed.paid);
      await tellByPublicId(trial, anew(trial, billed), "public id alone");
      await trial.expectEntitlements(billed.buyer);

      const { buyer, invoice } = issue(trial);
      const expired = trial.announce({ do: "expire_invoice", invoice });
      const paid = trial.announce({ do: "pay_invoice", invoice });
      await tellByPublicId(trial, paid, "public id alone");
      await trial.settle(expired);
      await register(trial, invoice);
      await trial.expectEntitlements(buyer);
    },
  },
];

/** `invoice_id` has the public id; the field that is named after it may be there as well. */
const FORMS = ["public id alone", "public id twice"] as const;

async function tellByPublicId(
  trial: GwopTrial,
  event: WebhookEvent<Invoice>,
  form: (typeof FORMS)[number],
): Promise<void> {
  const publicId = event.data.object.public_invoice_id;
  const data = {
    invoice_id: publicId,
    public_invoice_id: form === "public id alone" ? undefined : publicId,
  };
  const outcome = await trial.deliver({ ...retold(event, { data }), event });
  expectAccepted(outcome, `an event with the ${form}`);
}

/** The same payment, told by another event. */
function anew(trial: GwopTrial, { paid }: Billed): WebhookEvent<Invoice> {
  return { ...paid, id: trial.freshId("evt") };
}
