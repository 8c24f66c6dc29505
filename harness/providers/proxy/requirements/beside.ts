/** Reads of the state that hang hold up nobody else's. @module */

import { setTimeout as wait } from "node:timers/promises";
import { expectServedBeside, type Waiting } from "../../../requirements/served-beside.ts";
import { isOwed } from "../owed.ts";
import type { ProxyEntry } from "../requirement.ts";
import { type Bought, buy } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";

const LOOK_EVERY_MS = 5;

/** More would be hundreds of lines of a script. */
const BY_HAND_MAX = 10;

export const beside: readonly ProxyEntry[] = [
  {
    ...hanging(1),
    id: "state/beside-hanging-read",
    level: "MUST",
    claim: "While the read of one buyer's state hangs, another buyer is served.",
    why: "One delivery at a time is right for every test, and stops all purchases for as long as one read takes.",
    remedy: "Handle deliveries side by side, and wait for the state outside of any lock.",
    proof: { kills: "state/one-at-a-time" },
  },
  {
    ...hanging(10),
    id: "state/beside-ten-hanging-reads",
    level: "SHOULD",
    claim: "While ten reads of states hang, another buyer is served.",
    why: "A pool of five reads is used up by five that hang, and then it is an outage for all (OpenHands#15379, svix#498).",
    remedy:
      "Bound reads by time; where you bound their number, let a hanging one give up its place.",
    proof: { kills: "state/eight-reads-at-a-time" },
  },
  {
    ...hanging(50),
    id: "state/beside-fifty-hanging-reads",
    level: "SHOULD",
    claim: "While fifty reads of states hang, another buyer is served.",
    why: "An API that hangs for a part of its objects is met by every delivery about these, all at once after an outage.",
    remedy:
      "Hold no connection of the database while you wait for a state, and have room for more reads than one bad minute brings.",
    proof: { kills: "state/thirty-reads-at-a-time" },
  },
];

function hanging(count: number): Pick<ProxyEntry, "profile" | "source" | "isLast" | "check"> {
  const what = count === 1 ? "a read that hangs" : `${count} reads that hang`;
  return {
    profile: "state",
    source:
      "docs/target-contract.md#at-the-same-time; docs/target-contract.md#when-the-state-cant-be-read",
    isLast: "crowds",
    check: async (trial) => {
      if (count > BY_HAND_MAX) trial.cannotTell(`the check sends ${count} deliveries that hang`);
      const other = buy(trial);
      await expectServedBeside(
        async () => hang(trial, count),
        () => trial.deliver({ event: other.provisionable }),
        what,
      );
      await trial.expectEntitlements(other.buyer);
    },
  };
}

/** Tells of so many purchases whose states hang. */
function hang(trial: ProxyTrial, count: number): Waiting {
  const bought = Array.from({ length: count }, () => buy(trial));
  for (const { session } of bought) trial.stage.fail(session, { kind: "hang" });
  let isOver = false;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  return {
    outcomes: bought.map(async ({ provisionable }) => {
      const outcome = await trial.deliver({ event: provisionable });
      // Acknowledged before its state was read, it still waits.
      if (isOwed(trial, outcome)) await ended;
    }),
    underWay: untilAllRead(trial, bought, () => isOver),
    end: () => {
      isOver = true;
      resolve();
      for (const { session } of bought) trial.stage.behave(session);
    },
  };
}

async function untilAllRead(
  { stage }: ProxyTrial,
  bought: readonly Bought[],
  isOver: () => boolean,
): Promise<void> {
  while (!isOver() && bought.some(({ session }) => stage.readsOf(session) === 0)) {
    await wait(LOOK_EVERY_MS);
  }
}
