/**
 * The event's id and type stand in headers too, which nobody signs: they are to be compared with
 * the body, and decide nothing.
 *
 * @module
 */

import { expectStatus } from "../../../trial/expect.ts";
import type { GwopEntry } from "../requirement.ts";
import { bill, billAndPay } from "../stories.ts";

const COMPARE =
  "Read id and type from the verified body, and refuse a delivery whose headers say otherwise.";
const SPOOFABLE =
  "Whoever comes by a delivery can resend it with other headers, and its signature still holds.";

export const gwopSignature: readonly GwopEntry[] = [
  {
    id: "signature/header-id-must-match",
    level: "MUST",
    profile: "state",
    claim: "A delivery whose header names another event id than its body is refused.",
    why: `${SPOOFABLE} Gwop's own SDK accepts it, and hands on the id that was made up.`,
    source: "docs/target-contract.md#gwops-signature",
    remedy: COMPARE,
    proof: { kills: "signature/header-id-ignored" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      const eventId = trial.freshId("evt");
      const outcome = await trial.deliver({ event: paid, isForged: true, eventId });
      expectStatus(outcome, ["4xx"], "a header with another event id");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "signature/header-type-must-match",
    level: "MUST",
    profile: "state",
    claim: "A delivery whose header names another event type than its body is refused.",
    why: `${SPOOFABLE} Gwop's own SDK accepts it, whatever type the header names.`,
    source: "docs/target-contract.md#gwops-signature",
    remedy: COMPARE,
    proof: { kills: "signature/header-type-ignored" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      for (const eventType of ["invoice.expired", "invoice.of_no_kind", "INVOICE.PAID"]) {
        const outcome = await trial.deliver({ event: paid, isForged: true, eventType });
        expectStatus(outcome, ["4xx"], `invoice.paid with ${eventType} in its header`);
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "signature/header-type-grants-nothing",
    level: "MUST",
    profile: "state",
    claim: "An expired or canceled invoice whose header says invoice.paid grants nothing.",
    why: "A handler that is chosen by the header finds an amount in the body of every event: the buyer lets an invoice expire, and resends that event as a payment.",
    source: "docs/target-contract.md#gwops-signature",
    remedy: COMPARE,
    proof: { kills: "signature/type-from-the-header" },
    check: async (trial) => {
      for (const command of ["expire_invoice", "cancel_invoice"] as const) {
        const { buyer, invoice } = await bill(trial);
        const event = trial.announce({ do: command, invoice });
        await trial.deliver({ event, isForged: true, eventType: "invoice.paid" });
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "signature/spoofed-then-honest",
    level: "MUST",
    profile: "state",
    claim: "After a copy with a wrong header was refused, the honest delivery has its effect.",
    why: "Recorded before its headers are compared, a spoofed copy uses up the event: the payment itself is then a duplicate, and lost.",
    source: "docs/target-contract.md#gwops-signature",
    remedy: "Compare the headers first, and record nothing of what is refused.",
    proof: { kills: "signature/recorded-before-compared" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      await trial.deliver({ event: paid, isForged: true, eventId: trial.freshId("evt") });
      await trial.deliver({ event: paid, isForged: true, eventType: "invoice.expired" });
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "signature/header-id-suppresses-nothing",
    level: "MUST",
    profile: "state",
    claim: "An event id that somebody wrote into a header suppresses no event that has that id.",
    why: "Deduped by the header, one delivery of any event, resent under the id of another, makes the other a duplicate before it has come.",
    source: "docs/target-contract.md#gwops-signature",
    remedy: "Dedupe by the event_id of the verified body.",
    proof: { kills: "signature/header-id-recorded" },
    check: async (trial) => {
      const first = await billAndPay(trial);
      const second = await billAndPay(trial);
      await trial.deliver({ event: first.paid, isForged: true, eventId: second.paid.id });
      for (const { paid, buyer } of [second, first]) {
        await trial.settle(paid);
        await trial.expectEntitlements(buyer);
      }
    },
  },
];
