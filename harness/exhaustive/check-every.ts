/** An invariant that is checked on every schedule of a size, in the place of generated ones. @module */

import { Falsified, hitRate, playOnce } from "../properties/check-property.ts";
import type { Invariant } from "../properties/invariant.ts";
import { Broken, Unfinished } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";
import type { Enumeration } from "./enumeration.ts";
import { countOf, numbersOf, type Part } from "./part.ts";
import { type Progress, playNumbers } from "./play-numbers.ts";

/**
 * The one that asks most of a history: at no moment too much, and in the end what the oracle says. By
 * its id; other senders' have their name before it.
 */
const ASKED = "state/along-the-way";

export function isAskedOfEvery({ id, provider }: Pick<Invariant, "id" | "provider">): boolean {
  return id === ASKED || id === `${provider}/${ASKED}`;
}

/**
 * @param onProgress Is told how far it has come, after each schedule.
 * @returns The invariant whose check plays the part: its counterexample is the first that broke, of
 *   which none is smaller, and the path to it is its number.
 */
export function checkedOnEvery(
  invariant: Invariant,
  enumeration: Enumeration,
  part: Part,
  onProgress: (progress: Progress) => void,
): Invariant {
  const { property } = invariant;
  const play = async (trial: Trial, number: number): Promise<Broken | null> => {
    trial.tally.add("histories");
    try {
      await playOnce(trial, property, enumeration.scheduleAt(number));
      return null;
    } catch (error) {
      if (error instanceof Broken) return error;
      throw error;
    }
  };

  return {
    ...invariant,
    check: async (trial, { path, timeBudgetMs, lanes }) => {
      const endsAt = performance.now() + timeBudgetMs;
      let last: Progress = { played: 0, next: null };
      const found = await playNumbers(
        path === null ? numbersOf(part, enumeration.total) : [Number(path)].values(),
        {
          play: (number) => play(trial, number),
          lanes,
          isOver: () => performance.now() > endsAt,
          onPlayed: (progress) => {
            last = progress;
            if (path === null) onProgress(progress);
          },
        },
      );
      if (found !== null) {
        const { number, reason } = found;
        const history = enumeration.scheduleAt(number);
        const rate = await hitRate(trial, property, history);
        throw new Falsified(reason, String(number), history, rate);
      }
      if (last.next !== null) {
        const all = countOf(part, enumeration.total);
        throw new Unfinished(
          `nothing broke in ${last.played} of ${all} schedules: --time-budget gives more time, and --from ${last.next} goes on`,
        );
      }
    },
  };
}
