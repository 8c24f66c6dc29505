/** Learns a receiver's habits: once a run, when a check first asks for them. @module */

import type { Delivery } from "../courier/delivery.ts";
import { statusOf } from "../courier/outcome.ts";
import type { Habits } from "./habits.ts";
import { ping } from "./ping.ts";
import { openTrial, type TrialSettings } from "./trial.ts";

/** Who refuses a body before having read all of it may reset the connection, and lose the answer. */
const TRIES_MAX = 3;

/** @returns Settings whose trials all know the same of the target. */
export function withHabits(settings: TrialSettings): TrialSettings {
  let learned: Promise<Habits> | null = null;
  const habits = (): Promise<Habits> => {
    learned ??= learn(settings);
    return learned;
  };
  return { ...settings, habits };
}

/** Asks the target, with a few deliveries that change nothing at any receiver. */
async function learn(settings: TrialSettings): Promise<Habits> {
  const trial = openTrial(settings);
  const answerTo = async (oddity: Delivery): Promise<number | null> => {
    for (let tries = 1; ; tries += 1) {
      const outcome = await trial.deliver({ ...ping(trial), ...oddity });
      if (outcome.kind !== "cut" || tries === TRIES_MAX) return statusOf(outcome);
    }
  };
  const wrong = (mac: string): string => mac.replace(/^./, (first) => (first === "a" ? "b" : "a"));
  const large = new Uint8Array(trial.target.bodyLimitBytes + 1).fill(0x20);
  try {
    return {
      unsigned: await answerTo({
        bend: (parts) => ({ ...parts, signatures: parts.signatures.map(wrong) }),
      }),
      malformed: await answerTo({ body: new TextEncoder().encode("no event") }),
      tooLarge: await answerTo({ body: large }),
    };
  } finally {
    trial.close();
  }
}
