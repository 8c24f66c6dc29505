/** What tells nothing of which event is the newer: its id, and when it says that it was made. @module */

import { oddly } from "../../../requirements/oddly.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { hear } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { subscribe } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";
import { NEWER_IS } from "./total-order.ts";

const BY_STATE = `Read the present state, and let it decide: ${NEWER_IS}.`;

export const idsAsOrder: readonly ProxyEntry[] = [
  {
    id: "order/ids-tell-nothing",
    level: "MUST",
    profile: "state",
    claim: "Of two events either may have the higher id, whichever is the newer.",
    why: "Ids that rise in every example are opaque all the same: who goes by them drops the end of a subscription.",
    source: "docs/target-contract.md#ids; docs/target-contract.md#which-state-is-newer",
    remedy: BY_STATE,
    proof: { kills: "order/highest-event-id-wins", also: ["order/lowest-event-id-wins"] },
    check: async (trial) => {
      for (const [first, second] of [
        ["b", "a"],
        ["a", "b"],
      ] as const) {
        const id = trial.freshId("evt");
        await oddly(`the newer event has the ${first < second ? "higher" : "lower"} id`, () =>
          expectEnd(trial, [{ id: `${id}_${first}` }, { id: `${id}_${second}` }]),
        );
      }
    },
  },
  {
    id: "order/created-at-tells-nothing",
    level: "MUST",
    profile: "state",
    claim: "Of two events either may have the later created_at, whichever is the newer.",
    why: "Events are made by several machines, and again by an operator: their dates are for people.",
    source: "docs/target-contract.md#envelope; docs/target-contract.md#which-state-is-newer",
    remedy: BY_STATE,
    proof: { kills: "order/latest-created-at-wins" },
    check: async (trial) => {
      for (const [first, second] of [
        ["2026-01-01T00:00:01.000Z", "2026-01-01T00:00:00.000Z"],
        ["9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z"],
        ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"],
      ] as const) {
        await oddly(`the newer event says ${second}, the older one ${first}`, () =>
          expectEnd(trial, [{ created_at: first }, { created_at: second }]),
        );
      }
    },
  },
];

type Told = Partial<Pick<WebhookEvent, "id" | "created_at">>;

/** A subscription that renews, and is cancelled: each event is heard of as it happens. */
async function expectEnd(trial: ProxyTrial, told: readonly [Told, Told]): Promise<void> {
  const { buyer, subscription } = subscribe(trial);
  const commands = ["renew", "cancel_subscription"] as const;
  for (const [index, command] of commands.entries()) {
    const event = trial.announce({ do: command, subscription });
    await hear(trial, [{ ...event, ...told[index] }]);
    await trial.expectEntitlements(buyer);
  }
}
