/** How Gwop's events are read: what may be missing, what may be new, and what contradicts itself. @module */

import { expectAccepted } from "../../../trial/expect.ts";
import { expectFlags } from "../flags.ts";
import type { GwopEntry } from "../requirement.ts";
import { retold } from "../retelling.ts";
import { bill, billAndPay } from "../stories.ts";

const AGREE = "Grant only where the type is invoice.paid and the status is PAID.";

export const gwopEnvelope: readonly GwopEntry[] = [
  {
    id: "envelope/no-version-no-time",
    level: "MUST",
    profile: "state",
    claim: "An event without event_version and created_at is taken, and grants.",
    why: "The example in the current documents has neither: a schema that demands them refuses every real payment.",
    source: "docs/target-contract.md#gwops-events",
    remedy: "Make both optional, and let nothing depend on them that has to work without.",
    proof: { kills: "envelope/version-required" },
    check: async (trial) => {
      for (const envelope of [
        { event_version: undefined },
        { created_at: undefined },
        { event_version: undefined, created_at: undefined },
      ]) {
        const { buyer, paid } = await billAndPay(trial);
        const left = Object.keys(envelope).join(" and ");
        const outcome = await trial.deliver({ ...retold(paid, { envelope }), event: paid });
        expectAccepted(outcome, `an event without ${left}`);
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "envelope/type-paid-status-other",
    level: "MUST",
    profile: "state",
    claim: "An invoice.paid whose status is not PAID grants nothing.",
    why: "An event that contradicts itself is evidence of nothing: who reads the type alone grants an invoice that is still being paid.",
    source: "docs/target-contract.md#gwops-events",
    remedy: AGREE,
    proof: { kills: "envelope/believes-the-type" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      for (const status of ["OPEN", "PAYING", "EXPIRED", "CANCELED", "paid", null, undefined]) {
        const envelope = { event_id: trial.freshId("evt") };
        await trial.deliver(retold(paid, { envelope, data: { status } }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "envelope/status-paid-type-other",
    level: "MUST",
    profile: "state",
    claim: "A status of PAID in an event of another type than invoice.paid grants nothing.",
    why: "Who reads the status alone grants on every type that Gwop will ever add, such as a refund of what was PAID.",
    source: "docs/target-contract.md#gwops-events",
    remedy: AGREE,
    proof: { kills: "envelope/believes-the-status" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      for (const event_type of ["invoice.expired", "invoice.canceled", "invoice.refunded"]) {
        const envelope = { event_id: trial.freshId("evt"), event_type };
        await trial.deliver(retold(paid, { envelope }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "envelope/unknown-type-changes-nothing",
    level: "MUST",
    profile: "state",
    claim: "An event of an unknown type about a registered invoice changes nothing.",
    why: "Gwop has invoice.canceled, and no invoice.cancelled: who is generous with spellings acts on an event that nobody has described, and flags a payment that was in time.",
    source: "docs/target-contract.md#gwops-events",
    remedy: "Compare types exactly, and acknowledge the others without an effect.",
    proof: { kills: "envelope/cancelled-is-canceled" },
    check: async (trial) => {
      const billed = await bill(trial);
      const { buyer, invoice } = billed;
      const canceled = trial.announce({ do: "cancel_invoice", invoice });
      const paid = trial.announce({ do: "pay_invoice", invoice });
      const tellOddly = async () => {
        for (const event_type of ["invoice.cancelled", "invoice.Canceled", "invoice.closed"]) {
          const envelope = { event_id: trial.freshId("evt"), event_type };
          expectAccepted(await trial.deliver(retold(canceled, { envelope })), event_type);
        }
      };
      await tellOddly();
      await trial.expectEntitlements(buyer);
      await trial.settle(paid);
      await tellOddly();
      await trial.expectEntitlements(buyer);
      await expectFlags(trial, billed);
    },
  },
  {
    id: "envelope/unknown-data-fields",
    level: "MUST",
    profile: "state",
    claim: "Fields of data that are optional or unknown don't keep a payment from granting.",
    why: "A strict schema refuses the payment that comes with one more field than the example had.",
    source: "docs/target-contract.md#gwops-events",
    remedy: "Read the fields that you need, and let the others be.",
    proof: { kills: "envelope/strict-data" },
    check: async (trial) => {
      for (const [what, data] of Object.entries(MORE_FIELDS)) {
        const { buyer, paid } = await billAndPay(trial);
        const outcome = await trial.deliver({ ...retold(paid, { data }), event: paid });
        expectAccepted(outcome, `a payment with ${what}`);
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "envelope/ended-needs-no-payment",
    level: "MUST",
    profile: "state",
    claim: "The end of an invoice that was never paid is acknowledged without a payment's fields.",
    why: "A schema with payer and chain for all three types answers 400 for ever to each invoice that runs out.",
    source: "docs/target-contract.md#gwops-events",
    remedy: "Demand of each type only what it has.",
    proof: { kills: "envelope/payment-required" },
    check: async (trial) => {
      for (const command of ["expire_invoice", "cancel_invoice"] as const) {
        const { buyer, invoice } = await bill(trial);
        const event = trial.announce({ do: command, invoice });
        expectAccepted(await trial.deliver({ event }), event.type);
        await trial.expectEntitlements(buyer);
      }
    },
  },
];

const MORE_FIELDS = {
  "the optional fields of Base": {
    merchant_reference: "order 42",
    tx_hash: `0x${"ab".repeat(32)}`,
    payment_chain_caip2: "eip155:8453",
  },
  "the fields of Solana": {
    payment_chain: "solana",
    payer_wallet: "So11111111111111111111111111111111111111112",
    tx_signature: "5".repeat(88),
    payment_chain_caip2: "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
  },
  "fields that nobody knows": { refund_policy: { days: 14 }, tags: ["a", 1, null] },
} as const;
