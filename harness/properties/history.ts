/**
 * A history as data: what happened in Proxy's world, and how the receiver hears of it.
 *
 * Independent parts joined by `map`, never by `chain`, so that each part shrinks alone: fewer
 * moves, fewer repeats, no delays, no lags, and ranks of zero: the order in which things happened.
 *
 * @module
 */

import fc from "fast-check";
import { SESSION_COMMANDS } from "../simulator/session-moves.ts";
import { SUBSCRIPTION_COMMANDS } from "../simulator/subscription-moves.ts";

/** Composite moves make short stories; the single ones bend them. */
export const VERBS = [
  "purchase",
  "subscribe",
  "begin",
  ...SESSION_COMMANDS,
  ...SUBSCRIPTION_COMMANDS,
] as const;

export type Verb = (typeof VERBS)[number];

export type Move = {
  readonly verb: Verb;
  /** Which of the objects there are, counted back from the newest. New objects: which buyer. */
  readonly which: number;
  readonly quantity: number;
  /** How long the world waits before it. */
  readonly waitMs: number;
};

/** One hearing of an event: so many moves after it happened, and where among the others there. */
export type Hearing = {
  readonly delay: number;
  readonly rank: number;
  /** How many changes the state that is read for it lags behind. */
  readonly lag: number;
};

export type Repeat = Hearing & {
  /** Which event, counted round. */
  readonly of: number;
};

export type History = {
  readonly moves: readonly Move[];
  /** How the n-th event is first heard of. */
  readonly hearings: readonly Hearing[];
  readonly repeats: readonly Repeat[];
};

export const BUYERS = 2;
const MOVES_MAX = 7;
const REPEATS_MAX = 4;
const DELAY_MAX = 4;
/** Composite moves make at most two events. */
const EVENTS_MAX = 2 * MOVES_MAX;
const MONTH_MS = 30 * 86_400_000;

/** Zero first and often: states that share a stamp are where naive orderings fail (A11). */
const arbitraryWait = fc.constantFrom(0, 0, 1, 1000, MONTH_MS);

/** Most reads are fresh; a lag is what makes a stale read, and of an older event a stale writer. */
const arbitraryLag = fc.constantFrom(0, 0, 0, 1, 2);

/**
 * Subscriptions change longest, so the verbs about them come more often; finals and undoings too,
 * since a late event after one of these is what resurrects access.
 */
const arbitraryVerb: fc.Arbitrary<Verb> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Verb>("purchase", "subscribe", "begin") },
  { weight: 2, arbitrary: fc.constantFrom<Verb>(...SESSION_COMMANDS) },
  { weight: 6, arbitrary: fc.constantFrom<Verb>(...SUBSCRIPTION_COMMANDS) },
);

const arbitraryMove: fc.Arbitrary<Move> = fc.record(
  {
    verb: arbitraryVerb,
    which: fc.nat({ max: 3 }),
    quantity: fc.integer({ min: 1, max: 3 }),
    waitMs: arbitraryWait,
  },
  { noNullPrototype: true }, // counterexamples are read by people
);

const hearing = {
  delay: fc.nat({ max: DELAY_MAX }),
  rank: fc.nat({ max: 9 }),
  lag: arbitraryLag,
};

export const arbitraryHistory: fc.Arbitrary<History> = fc.record(
  {
    moves: fc.array(arbitraryMove, { minLength: 1, maxLength: MOVES_MAX }),
    hearings: fc.array(fc.record(hearing, { noNullPrototype: true }), {
      minLength: EVENTS_MAX,
      maxLength: EVENTS_MAX,
    }),
    repeats: fc.array(
      fc.record({ of: fc.nat({ max: EVENTS_MAX - 1 }), ...hearing }, { noNullPrototype: true }),
      { maxLength: REPEATS_MAX },
    ),
  },
  { noNullPrototype: true },
);
