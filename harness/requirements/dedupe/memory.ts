/** How long an event is known: as long as its effect lasts, whatever comes after it. @module */

import { isAccepted } from "../../courier/outcome.ts";
import { Untested } from "../../target/verdict.ts";
import { killAndRestart, type Purchase, purchase } from "../../trial/stories.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Entry } from "../requirement.ts";

const SOURCE = "docs/target-contract.md#repetition";

const REMEDY =
  "Let the unique constraint know all ids that ever had an effect; what is dropped of old events must not let an effect come twice.";

/** A thousand is where such memories end most often; more, where the target takes them in a few seconds. */
const MANY = { min: 1_200, max: 10_500, withinMs: 2_500, atLongestMs: 12_000 } as const;

/** A page of a table, or what is loaded when a receiver starts. */
const SOME = { min: 300, max: 300, withinMs: 4_000, atLongestMs: 8_000 } as const;

/** Of a run that asks for nothing else; a whole one has taken longer by then. */
const AGE_MS_MIN = 3_000;

/** A target that puts off who sends more than a few at once has its time for it. */
const CONNECTIONS = 16;

export const memory: readonly Entry[] = [
  {
    id: "dedupe/many-between",
    level: "MUST",
    profile: "state",
    claim: "An event is known again after thousands of others.",
    why: "A cache of the last thousand ids forgets the purchase of this morning, and grants it again when its answer was lost (sentry#107734, openclaw#44438).",
    source: SOURCE,
    remedy: REMEDY,
    proof: { kills: "dedupe/remembers-a-thousand" },
    isLast: "crowds",
    check: async (trial) => {
      if (trial.settleMs > 0) {
        throw new Untested("thousands of events would have to be applied later, before all others");
      }
      const { buyer, granting } = await purchase(trial);
      await trial.settle(granting);
      await hearOthers(trial, MANY);
      await trial.acknowledge(granting);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/repeated-late",
    level: "MUST",
    profile: "state",
    claim: "What was bought when the run began is not granted again when it ends.",
    why: "Ids that expire after some seconds or minutes are enough for a quick retry. Senders repeat for days, and people by hand.",
    source: SOURCE,
    remedy: REMEDY,
    proof: { kills: "dedupe/remembers-for-two-seconds" },
    isLast: "looks back",
    check: async (trial) => {
      await repeatLate(trial, async () => undefined);
    },
  },
  {
    id: "dedupe/repeated-after-restart",
    level: "MUST",
    profile: "fault",
    claim:
      "What was bought when the run began is not granted again after hundreds of events and a restart.",
    why: "A cache that is filled with the latest rows when the receiver starts knows yesterday's purchases no more.",
    source: SOURCE,
    remedy: "Ask the database about each event, not what was loaded of it.",
    proof: { kills: "dedupe/loads-a-hundred" },
    isLast: "looks back",
    check: async (trial) => {
      await repeatLate(trial, async () => {
        await hearOthers(trial, SOME);
        await killAndRestart(trial);
      });
    },
  },
];

/** @param between What happens before the repetition. */
async function repeatLate(trial: Trial, between: () => Promise<void>): Promise<void> {
  const { boughtAt, repeat, expectEntitlements } = await trial.early();
  await trial.letPass(Math.max(0, AGE_MS_MIN - (performance.now() - boughtAt)));
  await between();
  await repeat();
  await expectEntitlements();
}

/** Lets the target hear of other purchases again and again, each time by a new event. */
async function hearOthers(
  trial: Trial,
  { min, max, withinMs, atLongestMs }: typeof MANY | typeof SOME,
): Promise<void> {
  const others = await Promise.all(Array.from({ length: CONNECTIONS }, () => purchase(trial)));
  const kept = trial.keep(CONNECTIONS);
  const startedAt = performance.now();
  let acknowledged = 0;
  const isEnough = (): boolean => {
    const tookMs = performance.now() - startedAt;
    if (acknowledged >= max || tookMs > atLongestMs) return true;
    return acknowledged >= min && tookMs > withinMs;
  };
  const sendOn = async ({ granting }: Purchase): Promise<void> => {
    while (!isEnough()) {
      const event = { ...granting, id: trial.freshId("evt") };
      const outcome = await kept.deliver({ event });
      if (isAccepted(outcome)) acknowledged += 1;
      else if (outcome.kind === "timed_out" || outcome.kind === "unreachable") return;
    }
  };
  try {
    await Promise.all(others.map(sendOn));
  } finally {
    kept.close();
  }
  if (acknowledged < min) {
    throw new Untested(`fewer than ${min} events were acknowledged in ${atLongestMs / 1000} s`);
  }
}
