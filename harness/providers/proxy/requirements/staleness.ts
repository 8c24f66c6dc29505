/**
 * The API answers with a state from before the event: to act on it would lose the event.
 *
 * @module
 */

import type { ProxyEntry } from "../requirement.ts";
import { open, subscribe } from "../stories.ts";

const PUT_OFF =
  "Compare the state read with the event's own snapshot, by the full order of docs/target-contract.md#which-state-is-newer; where it is older answer 503 and record nothing.";

export const staleness: readonly ProxyEntry[] = [
  {
    id: "state/stale-read",
    level: "MUST",
    profile: "state",
    claim: "A read that is older than the event itself does not use the event up.",
    why: "A replica that lags answers with the state before the change: the event is recorded as done, and its transition is lost for good.",
    source: "docs/target-contract.md#which-state-is-newer",
    remedy: PUT_OFF,
    proof: { kills: "state/stale-read-counts" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      await trial.settle(trial.announce({ do: "pay", session }));
      const provisionable = trial.announce({ do: "make_provisionable", session });
      trial.stage.misbehave(session, [{ kind: "lag", changes: 1 }]);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/stale-read-tied",
    level: "MUST",
    profile: "state",
    claim:
      "A read with the same updated_at as the event, older by what it says, does not use it up.",
    why: "Two changes in one tick share updated_at: compared by the stamp alone, the state before the change looks as new as the event.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: PUT_OFF,
    proof: { kills: "state/tied-stale-read-counts" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      trial.announce({ do: "pay", session });
      const provisionable = trial.announceAtOnce({ do: "make_provisionable", session });
      trial.stage.misbehave(session, [{ kind: "lag", changes: 1 }]);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);

      const other = subscribe(trial);
      const { subscription } = other;
      trial.announce({ do: "schedule_cancellation", subscription });
      const cancelled = trial.announceAtOnce({ do: "cancel_subscription", subscription });
      trial.stage.misbehave(subscription, [{ kind: "lag", changes: 1 }]);
      await trial.settle(cancelled);
      await trial.expectEntitlements(other.buyer);
    },
  },
  {
    id: "state/read-ahead",
    level: "MUST",
    profile: "state",
    claim: "A read that is newer than the event is used, not waited away.",
    why: "The state has moved on, and the event is no less true for it: who insists on equal versions refuses it for ever.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a4",
    remedy:
      "Refuse only what is older than the event, by the full order (docs/target-contract.md#which-state-is-newer). Newer is what re-reading is for.",
    proof: { kills: "state/insists-on-equal-versions" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      trial.announce({ do: "cancel_subscription", subscription });
      await trial.settle(renewed);
      await trial.expectEntitlements(buyer);
    },
  },
];
