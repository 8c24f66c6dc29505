/** Events of another merchant, signed all the same: not ours to apply, nor to remember. @module */

import { expectStatus } from "../../../trial/expect.ts";
import { expectFlags } from "../flags.ts";
import type { GwopEntry } from "../requirement.ts";
import { retold } from "../retelling.ts";
import { bill, billAndPay, issue } from "../stories.ts";

const COMPARE = "Compare merchant_id with one's own, after the signature and before the recording.";

/** As Gwop's own example has one: a UUID, and nobody's here. */
const STRANGER = "9e9c9ba5-3bab-4172-8a79-336f9ca0f163";

export const gwopMerchant: readonly GwopEntry[] = [
  {
    id: "state/other-merchant",
    level: "MUST",
    profile: "state",
    claim: "A payment of another merchant's invoice is refused, and grants nothing.",
    why: "One secret that is used for two shops, or for staging and production, lets what was paid in one be had in the other.",
    source: "docs/target-contract.md#another-merchants",
    remedy: COMPARE,
    proof: { kills: "state/any-merchant" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      for (const merchant_id of [STRANGER, "", null, undefined]) {
        const envelope = { event_id: trial.freshId("evt") };
        const outcome = await trial.deliver(retold(paid, { envelope, data: { merchant_id } }));
        const whose = typeof merchant_id === "string" ? `"${merchant_id}"` : String(merchant_id);
        expectStatus(outcome, ["4xx"], `a payment with the merchant_id ${whose}`);
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/other-merchant-ended",
    level: "MUST",
    profile: "state",
    claim: "The end of another merchant's invoice is refused, and flags nothing.",
    why: "Who asks only of payments whose they are lets a stranger's expiry close an invoice: the buyer has paid in time, and is looked at as one who has not.",
    source: "docs/target-contract.md#another-merchants",
    remedy: COMPARE,
    proof: { kills: "state/merchant-of-payments-only" },
    check: async (trial) => {
      const billed = await bill(trial);
      const { invoice } = billed;
      const ends = (["expire_invoice", "cancel_invoice"] as const).map((command) =>
        trial.announce({ do: command, invoice }),
      );
      await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
      for (const event of ends) {
        const outcome = await trial.deliver(retold(event, { data: { merchant_id: STRANGER } }));
        expectStatus(outcome, ["4xx"], `${event.type} of another merchant's invoice`);
      }
      await trial.expectEntitlements(billed.buyer);
      await expectFlags(trial, billed);
    },
  },
  {
    id: "state/other-merchant-not-recorded",
    level: "MUST",
    profile: "state",
    claim: "An event id that came from another merchant is still free for one's own.",
    why: "Recorded before it is refused, a stranger's event makes a duplicate of the payment that has the same id.",
    source: "docs/target-contract.md#another-merchants",
    remedy: COMPARE,
    proof: { kills: "state/other-merchant-recorded" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      await trial.deliver(retold(paid, { data: { merchant_id: STRANGER } }));
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "http/other-merchant-forbidden",
    level: "SHOULD",
    profile: "wire",
    claim: "An event of another merchant is refused with 403.",
    why: "It is genuine and well formed: 401 sends people after the secret, 400 after the body, and the mistake is in which endpoint was entered where.",
    source: "docs/target-contract.md#another-merchants",
    remedy: "Answer 403 where the merchant is not one's own.",
    proof: { kills: "http/other-merchant-is-malformed" },
    check: async (trial) => {
      const { invoice } = issue(trial);
      const paid = trial.announce({ do: "pay_invoice", invoice });
      const outcome = await trial.deliver(retold(paid, { data: { merchant_id: STRANGER } }));
      expectStatus(outcome, [403], "a payment of another merchant's invoice");
    },
  },
];
