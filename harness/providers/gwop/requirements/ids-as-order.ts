/** What tells nothing of which event counts: its id, and when it says that it was made. @module */

import { oddly } from "../../../requirements/oddly.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { hear } from "../../../trial/stories.ts";
import type { Invoice } from "../invoices.ts";
import type { GwopEntry } from "../requirement.ts";
import { bill } from "../stories.ts";
import type { GwopTrial } from "../trial.ts";

const FOLD = "Conclude from what the events say, and from nothing that they are called or dated.";

export const gwopIdsAsOrder: readonly GwopEntry[] = [
  {
    id: "order/ids-tell-nothing",
    level: "MUST",
    profile: "state",
    claim:
      "A payment counts whether its event has a higher or a lower id than another of the invoice.",
    why: "Ids that rise in every example are opaque all the same: who goes by them drops a payment.",
    source: "docs/target-contract.md#ids; docs/target-contract.md#money-wins",
    remedy: FOLD,
    proof: { kills: "order/highest-event-id-wins", also: ["order/lowest-event-id-wins"] },
    check: async (trial) => {
      for (const [ended, paid] of [
        ["b", "a"],
        ["a", "b"],
      ] as const) {
        const id = trial.freshId("evt");
        await oddly(`the payment has the ${ended < paid ? "higher" : "lower"} id`, () =>
          expectPaid(trial, [{ id: `${id}_${ended}` }, { id: `${id}_${paid}` }]),
        );
      }
    },
  },
  {
    id: "order/created-at-tells-nothing",
    level: "MUST",
    profile: "state",
    claim: "A payment counts whether its event says an earlier or a later created_at than another.",
    why: "Events are made by several machines, and again by an operator: their dates are for people.",
    source: "docs/target-contract.md#envelope; docs/target-contract.md#money-wins",
    remedy: FOLD,
    proof: { kills: "order/latest-created-at-wins" },
    check: async (trial) => {
      for (const [ended, paid] of [
        ["2026-01-01T00:00:01.000Z", "2026-01-01T00:00:00.000Z"],
        ["9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z"],
      ] as const) {
        await oddly(`the payment says ${paid}, the end of the invoice ${ended}`, () =>
          expectPaid(trial, [{ created_at: ended }, { created_at: paid }]),
        );
      }
    },
  },
];

type Told = Partial<Pick<WebhookEvent<Invoice>, "id" | "created_at">>;

/** An invoice that expires, and is paid all the same. */
async function expectPaid(trial: GwopTrial, told: readonly [Told, Told]): Promise<void> {
  const { buyer, invoice } = await bill(trial);
  const commands = ["expire_invoice", "pay_invoice"] as const;
  for (const [index, command] of commands.entries()) {
    const event = trial.announce({ do: command, invoice });
    await hear(trial, [{ ...event, ...told[index] }]);
    await trial.expectEntitlements(buyer);
  }
}
