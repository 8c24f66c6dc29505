/** Copies of deliveries at the same moment, and strangers' deliveries beside each other. @module */

import { describe, isAccepted, statusOf } from "../../courier/outcome.ts";
import type { WireOutcome } from "../../courier/wire.ts";
import type { WebhookEvent } from "../../simulator/event.ts";
import { Broken, Unreachable } from "../../target/verdict.ts";
import { hearTogether, purchase, settleRest } from "../../trial/stories.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Entry } from "../requirement.ts";

const COPIES = 100;
const PURCHASES = 10;
const COPIES_OF_EACH = 10;
const BUYERS = 20;

export const copies: readonly Entry[] = [
  {
    id: "race/copies-together",
    level: "MUST",
    profile: "state",
    claim: `${COPIES} copies of one delivery, released together, are acknowledged and grant once.`,
    why: "Who asks whether an event is known and inserts it afterwards lets both of two copies in: Devlaner/devlane#332, AI-Shipping-Labs/website#1525.",
    source: "docs/target-contract.md#races",
    remedy:
      "Let a unique constraint decide: insert first, `on conflict do nothing`, and look at the count.",
    proof: { kills: "race/read-then-insert" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      const events = Array.from({ length: COPIES }, () => granting);
      await settlePutOff(trial, events, await hearTogether(trial, events));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "race/copies-of-each",
    level: "MUST",
    profile: "state",
    claim: "Several purchases, each delivered several times at one moment, are each granted once.",
    why: "Copies of different events compete for the same locks: what survives one event may deadlock or mix up with ten.",
    source: "docs/target-contract.md#races",
    remedy:
      "Take locks in one order, by event id and then by source, and let the constraint decide.",
    proof: { kills: "race/read-then-insert" },
    check: async (trial) => {
      const purchases = await Promise.all(Array.from({ length: PURCHASES }, () => purchase(trial)));
      const events = purchases.map(({ granting }) => granting);
      const copiesOfEach = Array.from({ length: COPIES_OF_EACH }, () => events).flat();
      await settlePutOff(trial, copiesOfEach, await hearTogether(trial, copiesOfEach));
      for (const { buyer } of purchases) await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "race/buyers-together",
    level: "MUST",
    profile: "state",
    claim: "Deliveries about different buyers at one moment don't mix them up.",
    why: "What is kept in a variable of the module across an await belongs to whoever came last, and a stranger gets the goods.",
    source: "docs/target-contract.md#buyers",
    remedy: "Keep all that belongs to one delivery in local variables and arguments.",
    proof: { kills: "race/shared-variable" },
    check: async (trial) => {
      const purchases = await Promise.all(Array.from({ length: BUYERS }, () => purchase(trial)));
      const events = purchases.map(({ granting }) => granting);
      await settleRest(trial, events, await hearTogether(trial, events));
      for (const { buyer } of purchases) await trial.expectEntitlements(buyer);
    },
  },
];

/**
 * Sends again, as any sender would, what a crowded receiver put off: with a 5xx, or with 409 because
 * it is at that event already. Another refusal of a good delivery is an accusation: who sends it would
 * take it for final.
 */
async function settlePutOff(
  trial: Trial,
  events: readonly WebhookEvent[],
  outcomes: readonly WireOutcome[],
): Promise<void> {
  if (outcomes.every(({ kind }) => kind === "unreachable")) {
    throw new Unreachable("the target refused every connection");
  }
  const refused = outcomes.filter(
    (outcome) => !isAccepted(outcome) && !isPutOff(statusOf(outcome)),
  );
  if (refused.length > 0) {
    throw new Broken(`${refused.length} of ${outcomes.length} copies were refused`, [
      `answers  ${[...new Set(refused.map(describe))].toSorted().join(", ")}`,
    ]);
  }
  await settleRest(trial, events, outcomes);
}

function isPutOff(status: number | null): boolean {
  return status !== null && (status === 409 || status >= 500);
}
