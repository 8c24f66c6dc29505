/** Where receivers in memory are put before every schedule of a size, one of their own for each. @module */

import { randomBytes } from "node:crypto";
import { isAskedOfEvery } from "../exhaustive/check-every.ts";
import { type Enumeration, enumerate, type Size } from "../exhaustive/enumeration.ts";
import { numbersOf, type Part } from "../exhaustive/part.ts";
import { type Progress, playNumbers } from "../exhaustive/play-numbers.ts";
import type { Repertoire } from "../exhaustive/repertoire.ts";
import { BUYERS } from "../histories/history.ts";
import type { Parts } from "../mutants/parts.ts";
import { inMemory } from "../providers/in-memory.ts";
import { providerNamed } from "../providers/providers.ts";
import { INVARIANTS } from "../run/catalogue.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { Broken } from "../target/verdict.ts";
import { createTally } from "../trial/coverage.ts";
import { openTrial, type Trial } from "../trial/trial.ts";
import { PLAIN } from "../values/naming.ts";

/** The smallest schedule that shows a bug. */
export type SmallestShown = {
  readonly number: number;
  readonly size: Size;
  readonly reason: string;
  /** What was done, a line each, and what was wrong then. */
  readonly details: readonly string[];
};

export type SmallBench = {
  readonly total: number;
  /** @returns Null where no schedule of the part breaks. */
  readonly judge: (
    change: (correct: Parts) => Parts,
    part: Part,
    onPlayed?: (progress: Progress) => void,
  ) => Promise<SmallestShown | null>;
};

/** For those that wait before they write; each has a receiver of its own, so that none meets another. */
const LANES = 64;

/** A play takes milliseconds. Who isn't done by then waits for what comes only after its own answer. */
const ENDS_WITHIN_MS = 10_000;

const NEVER_ENDS = "a delivery is never answered: it waits for another to be served";

/**
 * @param provider By its name.
 * @param repertoire What its stories are made of, where not all of them are to be told.
 */
export function openSmallBench(
  provider: string,
  size: Size,
  signal: AbortSignal,
  repertoire: Repertoire = providerNamed(provider).repertoire,
): SmallBench {
  const invariant = INVARIANTS.find((one) => one.provider === provider && isAskedOfEvery(one));
  if (invariant === undefined) throw new Error(`Bug: nothing is asked of every schedule`);
  const { property } = invariant;
  const open = (change: (correct: Parts) => Parts) =>
    inMemory(providerNamed(provider), SETTINGS, change);
  const { play } = open((correct) => correct).sender;
  const enumeration: Enumeration = enumerate(size, play, repertoire);
  const judge: SmallBench["judge"] = async (change, part, onPlayed = () => undefined) => {
    const { target, sender, start } = open(change);
    const playOne = async (number: number): Promise<Broken | null> => {
      const before = number - part.shard.of;
      const known = before < part.from ? 0 : enumeration.commonTo(number, before);
      const settings = { target, sender, ...start(), signal, tally: createTally(), nextNonce };
      const trial = openTrial(settings, { naming: PLAIN });
      const { promise: never, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new Broken(NEVER_ENDS)), ENDS_WITHIN_MS);
      try {
        const looking = lookingAfter(known, trial);
        await Promise.race([property.holdsFor(looking, enumeration.scheduleAt(number)), never]);
        return null;
      } catch (error) {
        if (error instanceof Broken) return error;
        throw error;
      } finally {
        clearTimeout(timer);
        trial.close();
      }
    };
    const found = await playNumbers(numbersOf(part, enumeration.total), {
      play: playOne,
      lanes: LANES,
      isOver: () => signal.aborted,
      onPlayed,
    });
    if (found === null) return null;
    const { message, details } = found.reason;
    const { number } = found;
    return { number, size: enumeration.sizeAt(number), reason: message, details };
  };
  return { total: enumeration.total, judge };
}

/** Nobody else has ids there: those of all schedules are the same. */
const nextNonce = (): string => "small";

/**
 * Spares the looks that were taken in the schedule before, after the same deliveries to a receiver of
 * its own: in memory it shows the same when it was told the same. Had it shown too much, that
 * schedule would be the smaller one.
 *
 * @param known So many looks, each at all buyers.
 */
function lookingAfter(known: number, trial: Trial): Trial {
  let asked = 0;
  return {
    ...trial,
    expectAllowed: async (buyer) => {
      asked += 1;
      if (asked > known * BUYERS) await trial.expectAllowed(buyer);
    },
  };
}

/** None of its limits is ever met: a read that is slow ends when it is let go. */
const SETTINGS = {
  policy: DEFAULT_POLICY,
  bodyLimitBytes: 64 * 1024,
  bodyWithinMs: 60_000,
  apiTimeoutMs: 60_000,
  probeToken: randomBytes(16).toString("hex"),
};
