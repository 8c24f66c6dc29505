/** Whose it is, and what the probe says of it. @module */

import { Broken } from "../../../target/verdict.ts";
import type { GwopEntry } from "../requirement.ts";
import { bill, billAndPay } from "../stories.ts";

const BY_INVOICE = "Key each record by the invoice_id that it comes from.";

export const gwopBuyers: readonly GwopEntry[] = [
  {
    id: "entitlement/provider",
    level: "MUST",
    profile: "state",
    claim: "The probe says of an invoice's record that its provider is gwop.",
    why: "Without a provider a row is Proxy's: two senders may use one id for two things, and who looks for the money looks in the wrong place.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: "Keep the provider in the record's key, and show it.",
    proof: { kills: "entitlement/provider-is-proxy" },
    check: async (trial) => {
      const { buyer, invoice, paid } = await billAndPay(trial);
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
      const row = (await trial.readRecords(buyer)).find(({ source }) => source === invoice);
      if (row?.provider !== "gwop") {
        throw new Broken(`${invoice}: expected provider gwop, shown ${row?.provider ?? "none"}`);
      }
    },
  },
  {
    id: "entitlement/source-is-the-invoice",
    level: "MUST",
    profile: "state",
    claim: "The source of an invoice's record is its invoice_id.",
    why: "The public id is shown to payers, and older events have it where the other belongs: keyed by what an event said, the record changes its name.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: "Key the record by the invoice_id that the app registered.",
    proof: { kills: "entitlement/source-is-the-public-id" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/buyers-are-isolated",
    level: "MUST",
    profile: "state",
    claim: "One buyer's payment changes nothing for another.",
    why: "A probe that forgets its `where` shows everybody's purchases to everybody.",
    source: "docs/target-contract.md#buyers",
    remedy: "Select by buyer_reference, and test with two buyers.",
    proof: { kills: "entitlement/shows-everyone" },
    check: async (trial) => {
      const first = await billAndPay(trial);
      const second = await bill(trial);
      await trial.settle(first.paid);
      await trial.expectEntitlements(second.buyer);
      await trial.settle(trial.announce({ do: "expire_invoice", invoice: second.invoice }));
      await trial.expectEntitlements(first.buyer);
      await trial.expectEntitlements(second.buyer);
    },
  },
  {
    id: "entitlement/ended-grants-nothing",
    level: "MUST",
    profile: "state",
    claim: "An invoice that expired or was canceled without a payment grants nothing.",
    why: "A route that takes every event for the one it was built for grants what nobody has paid.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: "Grant on PAID and on nothing else.",
    proof: { kills: "entitlement/any-event-grants" },
    check: async (trial) => {
      const { buyer, invoice } = await bill(trial);
      for (const command of ["cancel_invoice", "expire_invoice"] as const) {
        await trial.settle(trial.announce({ do: command, invoice }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "entitlement/two-invoices-of-one-buyer",
    level: "MUST",
    profile: "state",
    claim: "Of a buyer's two invoices each is granted by its own payment.",
    why: "Kept by buyer, the payment of a small invoice grants the large one, and the end of one takes the other back.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: BY_INVOICE,
    proof: { kills: "entitlement/keyed-by-buyer" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      const large = { buyer, base_amount: "900000000" };
      const { invoice } = await bill(trial, large);
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
      await trial.settle(trial.announce({ do: "expire_invoice", invoice }));
      await trial.expectEntitlements(buyer);
      const third = await billAndPay(trial, { buyer });
      await trial.settle(third.paid);
      await trial.expectEntitlements(buyer);
    },
  },
];
