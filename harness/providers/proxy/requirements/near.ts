/**
 * States whose updated_at differ by very little: each digit that a receiver cuts makes two of them one.
 *
 * Each pair is a step down, which is the newer by its updated_at alone.
 *
 * @module
 */

import type { WebhookEvent } from "../../../simulator/event.ts";
import { requireField } from "../../../trial/expecting.ts";
import type { ProxyEntry } from "../requirement.ts";
import { type Subscribed, subscribe } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";

const SOURCE = "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11";
const CUT = "A step down that is cut to the stamp before it looks like a tie, and is dropped";

export const near: readonly ProxyEntry[] = [
  {
    id: "order/same-second",
    level: "MUST",
    profile: "state",
    claim: "Two changes within one second are two, and the later one stands.",
    why: "Compared by whole seconds the second of them looks like a repetition and is dropped, as stripe/sync-engine does.",
    source: "docs/target-contract.md#which-state-is-newer; docs/assumptions.md#a11",
    remedy:
      "Keep and compare updated_at with all its digits: no integer seconds, no `timestamp(0)`.",
    proof: { kills: "order/whole-seconds" },
    check: (trial) => expectStepDown(trial, { ns: 0, apartNs: 1_000_000 }),
  },
  {
    id: "order/same-millisecond",
    level: "MUST",
    profile: "state",
    claim: "Two changes within one millisecond are two: an updated_at has up to six digits.",
    why: `${CUT}: JavaScript's Date keeps three digits, and compared as texts .0001Z is after .000123Z.`,
    source: SOURCE,
    remedy:
      "Keep and compare updated_at with all its digits, as an instant: no Date, no text, no `timestamp(3)`.",
    proof: { kills: "order/stamps-cut-to-milliseconds" },
    check: async (trial) => {
      await expectStepDown(trial, { ns: 100_000, apartNs: 23_000 });
      await expectStaleRead(trial, { ns: 100_000, apartNs: 23_000 });
    },
  },
  {
    id: "order/same-microsecond",
    level: "SHOULD",
    profile: "state",
    claim: "Two changes within one microsecond are two, where an updated_at has up to nine digits.",
    why: `${CUT}. Postgres' own type keeps six digits, and rounds.`,
    source: SOURCE,
    remedy:
      "Keep updated_at as a number of nanoseconds, or as seconds and a fraction of nine digits.",
    proof: { kills: "order/stamps-cut-to-microseconds" },
    check: async (trial) => {
      await expectStepDown(trial, { ns: 123_100, apartNs: 9 });
      await expectStaleRead(trial, { ns: 123_100, apartNs: 9 });
    },
  },
];

/** How far beyond a whole second the first change is, and the second beyond the first. */
type Stamps = { readonly ns: number; readonly apartNs: number };

async function expectStepDown(trial: ProxyTrial, { ns, apartNs }: Stamps): Promise<void> {
  const { buyer, subscription, scheduled } = schedule(trial, ns);
  await trial.settle(scheduled);
  await trial.settle(undo(trial, subscription, apartNs));
  requireField(await trial.readRecords(buyer), "renews");
  await trial.expectEntitlements(buyer);
}

/** The order that tells the newer state tells a stale read too. */
async function expectStaleRead(trial: ProxyTrial, { ns, apartNs }: Stamps): Promise<void> {
  const { buyer, subscription } = schedule(trial, ns);
  const undone = undo(trial, subscription, apartNs);
  trial.stage.misbehave(subscription, [{ kind: "lag", changes: 1 }]);
  await trial.settle(undone);
  await trial.expectEntitlements(buyer);
}

type Scheduled = Subscribed & { readonly scheduled: WebhookEvent };

const SECOND_NS = 1_000_000_000;
const MS_NS = 1_000_000;

/** So many nanoseconds beyond a whole second, whatever happened before. */
function schedule(trial: ProxyTrial, ns: number): Scheduled {
  const subscribed = subscribe(trial);
  const { subscription } = subscribed;
  const { now, beyondNs } = trial.stage.world();
  const sinceSecondNs = (now % 1000) * MS_NS + beyondNs;
  trial.act({ do: "wait", ms: 0, ns: SECOND_NS - sinceSecondNs + ns });
  const scheduled = trial.announceAtOnce({ do: "schedule_cancellation", subscription });
  return { ...subscribed, scheduled };
}

function undo(trial: ProxyTrial, subscription: string, apartNs: number): WebhookEvent {
  trial.act({ do: "wait", ms: 0, ns: apartNs });
  return trial.announceAtOnce({ do: "undo_cancellation", subscription });
}
