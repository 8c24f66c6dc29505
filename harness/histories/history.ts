/**
 * A history as data: what happened in the sender's world, and how the receiver hears of it.
 *
 * The schedule is data, and shrinks: fast-check's own scheduler can't wait for a receiver that
 * answers over HTTP. Independent parts are joined without `chain`, so that each shrinks alone, and
 * each shrinks to the boring case: fewer moves, every event heard once, at once, and in order.
 *
 * @module
 */

import fc from "fast-check";
import type { Deed, Fields } from "../trial/sender.ts";
import { arbitraryNaming, type Naming } from "../values/naming.ts";
import { WHOLE_MAX, wholeNumbers } from "../values/whole-numbers.ts";

/** How one attempt goes. All but the first are trouble that an honest sender meets. */
export const MANNERS = [
  "plain",
  /** The receiver reads the request; the connection is gone before it can answer. */
  "answer_lost",
  /** The connection is gone before the receiver could read the request. */
  "half_sent",
  /** Signed with the secret that is being rotated out. */
  "other_secret",
  /** The receiver's read shows the state as it was when it asked, but only after what comes next. */
  "read_slow",
  /** The receiver's read of the state is answered 500, never, in half, or with an older state. */
  "read_fails",
  "read_hangs",
  "read_cut",
  "read_lags",
] as const;

export type Manner = (typeof MANNERS)[number];

/** Deliveries by somebody who is not the sender, or who sends an old one again. */
export const FORGERIES = [
  "wrong_secret",
  "unsigned",
  "tampered",
  "stale",
  "future",
  "malformed",
] as const;

export type Forgery = (typeof FORGERIES)[number];

/** When something is delivered: so many moves after its event, and where among the others there. */
export type Moment = { readonly delay: number; readonly rank: number };

/** How an event comes to be heard of, once. */
export type Arrival = Moment & {
  readonly manner: Manner;
  /** Released on the wire together with the delivery before it. */
  readonly joined: boolean;
};

/** `of` says which of the move's events, counted round. */
export type Repeat = Arrival & { readonly of: number };
export type Noise = Moment & { readonly of: number; readonly forgery: Forgery };

/**
 * Something that happens in the sender's world, together with how the receiver hears of it: whoever
 * leaves out a move, as shrinking does, leaves all the others as they were.
 */
export type Move = Deed & {
  /** How long the world waits before it. */
  readonly waitMs: number;
  /** And by how many nanoseconds more: stamps may be finer than milliseconds. */
  readonly waitNs?: number | undefined;
  /** How its events, two at most, are first heard of. */
  readonly heard: readonly Arrival[];
  readonly repeats: readonly Repeat[];
  readonly noise: readonly Noise[];
};

export type History = {
  readonly moves: readonly Move[];
  /** What things are called; plainly, where it is missing. */
  readonly naming?: Naming | undefined;
};

/** What is done in the sender's world. */
export type Deeds = {
  readonly verbs: fc.Arbitrary<string>;
  /** What is out of the ordinary about its values; nothing, where it is missing. */
  readonly fields?: fc.Arbitrary<Fields>;
};

/** Which kinds of trouble a property wants in its histories. */
export type Trouble = Deeds & {
  readonly manners?: readonly Manner[];
  readonly joined?: boolean;
  readonly forgeries?: boolean;
};

export const BUYERS = 2;
/** Composite moves make two events at most. */
const EVENTS_A_MOVE_MAX = 2;
const MOVES_MAX = 9;
const REPEATS_A_MOVE_MAX = 2;
const DELAY_MAX = 4;
export const RANK_MAX = 9;
const MONTH_MS = 30 * 86_400_000;

/** What is odd shrinks to the plain value, and not only to one that is less odd. */
const PLAIN_FIRST = { withCrossShrink: true };

/** Counterexamples are read by people. */
const READABLE = { noNullPrototype: true };

/**
 * Zero first and often: states that share a stamp are where naive orderings fail (A11). Whole
 * microseconds: what a stamp may have beyond those is a SHOULD's affair.
 */
const arbitraryWait = fc.constantFrom<Pick<Move, "waitMs" | "waitNs">>(
  { waitMs: 0 },
  { waitMs: 0 },
  { waitMs: 0 },
  { waitMs: 0, waitNs: 1_000 },
  { waitMs: 0, waitNs: 23_000 },
  { waitMs: 1 },
  { waitMs: 1000 },
  { waitMs: MONTH_MS },
);

/** Beside what is bought in these units there may be one more. */
const arbitraryQuantity = fc.oneof(
  PLAIN_FIRST,
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: wholeNumbers({ min: 1, max: WHOLE_MAX - 1 }) },
);

const NO_FIELDS: Fields = {};

const moment = { delay: fc.nat({ max: DELAY_MAX }), rank: fc.nat({ max: RANK_MAX }) };
const of = fc.nat({ max: EVENTS_A_MOVE_MAX - 1 });

/** @returns Histories with the given kinds of trouble, and no other. */
export function histories(trouble: Trouble): fc.Arbitrary<History> {
  const { verbs, fields, manners = [], joined = false, forgeries = false } = trouble;
  const arrival = {
    ...moment,
    // Plain first, which is what it shrinks to, and twice: a history that is all trouble is noise.
    // A manner that is named several times comes that much more often.
    manner: fc.constantFrom<Manner>("plain", "plain", ...manners),
    joined: joined ? fc.boolean() : fc.constant(false),
  };
  const move = fc.record(
    {
      verb: verbs,
      which: fc.nat({ max: 3 }),
      quantity: arbitraryQuantity,
      // Nothing odd first and most often: where everything is, nobody sees what mattered.
      fields:
        fields === undefined
          ? fc.constant(NO_FIELDS)
          : fc.oneof(
              PLAIN_FIRST,
              { weight: 2, arbitrary: fc.constant(NO_FIELDS) },
              { weight: 1, arbitrary: fields },
            ),
      wait: arbitraryWait,
      heard: fc.array(fc.record(arrival, READABLE), {
        minLength: EVENTS_A_MOVE_MAX,
        maxLength: EVENTS_A_MOVE_MAX,
      }),
      repeats: fc.array(fc.record({ of, ...arrival }, READABLE), {
        maxLength: REPEATS_A_MOVE_MAX,
        size: "xsmall",
      }),
      noise: fc.array(
        fc.record({ of, ...moment, forgery: fc.constantFrom(...FORGERIES) }, READABLE),
        { maxLength: forgeries ? 1 : 0 },
      ),
    },
    READABLE,
  );
  const timed = move.map(({ wait, ...others }): Move => ({ ...others, ...wait }));
  const moves = fc.array(timed, { minLength: 1, maxLength: MOVES_MAX });
  return fc.record({ moves, naming: arbitraryNaming }, READABLE);
}
