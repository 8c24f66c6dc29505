/**
 * Two deliveries about one object that read different states of it: the newer one must stand.
 *
 * @module
 */

import { isAccepted } from "../../../courier/outcome.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { heldRead } from "../../../simulator/held-read.ts";
import { expectAccepted } from "../../../trial/expect.ts";
import { settleRest, untilRead } from "../../../trial/stories.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy, open, subscribe } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";
import { WRITE_NEWER } from "./total-order.ts";

/** Not a guard by updated_at alone: it would drop what has the same one. */
const CONDITIONAL = WRITE_NEWER;
const ROUNDS = 5;

export const writers: readonly ProxyEntry[] = [
  {
    id: "race/stale-writer",
    level: "MUST",
    profile: "state",
    claim: "A delivery that read an older state and writes last does not overwrite the newer one.",
    why: "Re-reading does not help against a slow reader: laravel/cashier-stripe#1759 is open, and its folk remedy is a sleep of five seconds.",
    source: "docs/target-contract.md#which-state-is-newer",
    remedy: CONDITIONAL,
    proof: { kills: "race/compares-before-reading" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      await crossWriters(trial, subscription, renewed, () =>
        trial.announce({ do: "cancel_subscription", subscription }),
      );
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "race/stale-writer-tied",
    level: "MUST",
    profile: "state",
    claim:
      "Of two states with the same updated_at, the older one written last does not overwrite the newer.",
    why: "A guard that lets an equal updated_at pass is a guard by arrival: the slower of two deliveries wins.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy: CONDITIONAL,
    proof: { kills: "order/ties-by-arrival" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      await crossWriters(trial, subscription, scheduled, () =>
        trial.announceAtOnce({ do: "cancel_subscription", subscription }),
      );
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "race/stale-writer-session",
    level: "MUST",
    profile: "state",
    claim:
      "A purchase read as paid and written last does not take back what was granted meanwhile.",
    why: "The two events of a purchase are a moment apart, and often handled at once: maintainers know that racing webhooks can keep an outdated object (pay-rails/pay#377).",
    source: "docs/target-contract.md#which-state-is-newer",
    remedy: `${CONDITIONAL} A state that grants nothing needs no write.`,
    proof: { kills: "race/slow-payment-takes-back" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      const paid = trial.announce({ do: "pay", session });
      await crossWriters(trial, session, paid, () =>
        trial.announce({ do: "make_provisionable", session }),
      );
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "race/check-then-write",
    level: "MUST",
    profile: "state",
    claim: "Two deliveries that compare versions at one moment end with the newer state.",
    why: "A version that is compared first and written later is compared with what was there before the other one wrote.",
    source: "docs/target-contract.md#which-state-is-newer",
    remedy: `${CONDITIONAL} Or hold a lock on the record from the comparison to the write.`,
    proof: { kills: "race/checks-then-writes" },
    check: async (trial) => {
      await Promise.all(Array.from({ length: ROUNDS }, () => meetAtTheWrite(trial)));
    },
  },
  {
    id: "race/session-and-subscription",
    level: "MUST",
    profile: "state",
    claim:
      "A session and the subscription that it started, heard of at one moment, don't both grant.",
    why: "Where the stand-in is written down, each of the two deliveries looks before the other one has written.",
    source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a13",
    remedy: "Decide when access is read which of the two records counts.",
    proof: { kills: "race/stand-in-is-written" },
    check: async (trial) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { buyer, session, subscription } = subscribe(trial);
        const events = [
          trial.announce({ do: "make_provisionable", session }),
          trial.announce({ do: "renew", subscription }),
        ];
        const outcomes = await trial.deliverTogether(events.map((event) => ({ event })));
        await settleRest(trial, events, outcomes);
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "race/first-copy-fails",
    level: "MUST",
    profile: "state",
    claim: "A copy is not acknowledged on the strength of another one that fails in the end.",
    why: "Ids marked while in flight answer the second copy with success, and then the first one fails: nobody sends the event again.",
    source: "docs/target-contract.md#repetition",
    remedy:
      "Call an event a duplicate only after the first one's commit: wait for its lock, or do the work too.",
    proof: { kills: "race/in-flight-counts-as-done" },
    check: async (trial) => {
      const { buyer, session, provisionable } = buy(trial);
      const held = heldRead(503);
      trial.stage.misbehave(session, [held.fault]);
      const first = trial.deliver({ event: provisionable });
      await untilRead(trial, held, first);
      const second = trial.deliver({ event: provisionable });
      // A receiver may let the second copy wait for the first: it must not have to wait for ever.
      await Promise.race([second, soon()]);
      held.release();
      const outcomes = await Promise.all([first, second]);
      if (!outcomes.some(isAccepted)) await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
];

/** Holds back the read of the earlier event until the later one is done. */
async function crossWriters(
  trial: ProxyTrial,
  object: string,
  earlier: WebhookEvent,
  change: () => WebhookEvent,
): Promise<void> {
  const held = heldRead();
  trial.stage.misbehave(object, [held.fault]);
  const slow = trial.deliver({ event: earlier });
  await untilRead(trial, held, slow);
  const quick = await trial.deliver({ event: change() });
  await trial.pause();
  held.release();
  await trial.pause();
  expectAccepted(quick, "a delivery while another is being handled");
  await settleRest(trial, [earlier], [await slow]);
}

/** Both have read before either writes, and the one with the newer state writes first. */
async function meetAtTheWrite(trial: ProxyTrial): Promise<void> {
  const { buyer, subscription } = subscribe(trial);
  const [old, fresh] = [heldRead(), heldRead()];
  trial.stage.misbehave(subscription, [old.fault, fresh.fault]);

  const renewed = trial.announce({ do: "renew", subscription });
  const first = trial.deliver({ event: renewed });
  await untilRead(trial, old, first);
  const cancelled = trial.announce({ do: "cancel_subscription", subscription });
  const second = trial.deliver({ event: cancelled });
  await untilRead(trial, fresh, second);
  fresh.release();
  old.release();

  await settleRest(trial, [renewed, cancelled], await Promise.all([first, second]));
  await trial.expectEntitlements(buyer);
}

/** Long enough to answer in, and well within the time that a state read may take. */
const SOON_MS = 50;

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SOON_MS));
}
