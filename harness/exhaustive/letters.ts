/**
 * Which letters may come next in a word: one word of all that no receiver could tell apart. Pure.
 *
 * @module
 */

import type { Manner } from "../histories/history.ts";

/** A story, as far as its schedules depend on it. */
export type Shape = {
  readonly happenings: readonly {
    readonly purchase: number;
    /** The object that the event is about, as a number; null where there is no event. */
    readonly about: number | null;
    readonly canTie: boolean;
    readonly isTold: boolean;
  }[];
  readonly isRead: boolean;
};

/** An event by its number, and how it is delivered. */
export type Sent = { readonly event: number; readonly manner: Manner };

export type Letter =
  | { readonly kind: "happens"; readonly isTied: boolean }
  /** Alone, or two together. */
  | { readonly kind: "delivered"; readonly sent: readonly [Sent] | readonly [Sent, Sent] };

/** How far a word has come: all that decides how it may go on. */
export type Place = {
  readonly happened: number;
  /** How often each event was delivered. */
  readonly heard: readonly number[];
  readonly left: number;
  /** Whether the last letter was a happening. */
  readonly isFresh: boolean;
  /** Whether the read of the last delivery is slow, and then whether another one is slow already. */
  readonly slow: "no" | "alone" | "beside another";
};

type Next = { readonly letter: Letter; readonly place: Place };

/** @param deviations How many the words have that begin there. */
export function beginningOf({ happenings }: Shape, deviations: number): Place {
  const heard = happenings.filter(({ about }) => about !== null).map(() => 0);
  return { happened: 0, heard, left: deviations, isFresh: false, slow: "no" };
}

/** A slow read that overlaps with nothing is none. */
export function isEnd({ happened, heard, left, slow }: Place, { happenings }: Shape): boolean {
  return (
    happened === happenings.length &&
    heard.every((times) => times > 0) &&
    left === 0 &&
    slow !== "alone"
  );
}

export function lettersAfter(place: Place, shape: Shape): readonly Next[] {
  const { happened, heard, left, isFresh, slow } = place;
  const happening = shape.happenings[happened];
  const happens = (isTied: boolean): readonly Next[] =>
    happening === undefined || (isTied && !happening.canTie)
      ? []
      : [
          {
            letter: { kind: "happens", isTied },
            place: { ...place, happened: happened + 1, left: left - Number(isTied), isFresh: true },
          },
        ];
  const made = shape.happenings.slice(0, happened).filter(({ about }) => about !== null).length;
  const deliveries = [...singles(made, shape), ...pairs(made, shape)]
    .filter((sent) => !isFresh || isSeenBy(sent, happened - 1, shape))
    .map((sent): Next => {
      const letter: Letter = { kind: "delivered", sent };
      const after = sent.reduce((times, { event }) => raised(times, event), heard);
      const copies = after.reduce((sum, times) => sum + Math.max(0, times - 1), 0);
      const before = heard.reduce((sum, times) => sum + Math.max(0, times - 1), 0);
      const odd = sent.filter(({ manner }) => manner !== "plain").length + sent.length - 1;
      const isSlow = sent[0].manner === "read_slow";
      const among = slow === "no" ? "alone" : "beside another";
      const cost = copies - before + odd;
      return {
        letter,
        place: {
          ...place,
          heard: after,
          left: left - cost,
          isFresh: false,
          slow: isSlow ? among : "no",
        },
      };
    });
  return [...happens(false), ...happens(true), ...deliveries].filter(
    (next) => next.place.left >= 0,
  );
}

/** What a delivery alone may meet; the read's troubles only where there is a read. */
const ALONE: readonly Manner[] = ["plain", "answer_lost", "read_lags", "read_fails", "read_slow"];
/** What one of two together may meet: what hangs up, or goes on, can't be released with another. */
const TOGETHER: readonly Manner[] = ["plain", "read_lags", "read_fails"];

function mannersIn(all: readonly Manner[], { isRead }: Shape): readonly Manner[] {
  return all.filter((manner) => isRead || !manner.startsWith("read_"));
}

function singles(made: number, shape: Shape): readonly (readonly [Sent])[] {
  return numbers(made).flatMap((event) =>
    mannersIn(ALONE, shape).map((manner) => [{ event, manner }] as const),
  );
}

/** Either may be the first to be released, but for two copies of one event. */
function pairs(made: number, shape: Shape): readonly (readonly [Sent, Sent])[] {
  const manners = mannersIn(TOGETHER, shape);
  const aboutOf = objectsIn(shape);
  const all = numbers(made).flatMap((event) => manners.map((manner) => ({ event, manner })));
  return all
    .flatMap((first) => all.map((second) => [first, second] as const))
    .filter(([first, second]) => {
      // Which of two reads of one object goes wrong nobody can say: the first that comes.
      const isSameObject = aboutOf[first.event] === aboutOf[second.event];
      if (isSameObject && first.manner === "plain" && second.manner !== "plain") return false;
      const isSameEvent = first.event === second.event;
      return !isSameEvent || manners.indexOf(first.manner) >= manners.indexOf(second.manner);
    });
}

/**
 * Whether a delivery could have come before what has just happened, and no receiver would have known:
 * then that is the word that counts. Without a read only what the app tells can be known; by a read,
 * what happened to the same purchase.
 */
function isSeenBy(
  sent: readonly Sent[],
  happening: number,
  { happenings, isRead }: Shape,
): boolean {
  const last = happenings[happening];
  if (last === undefined || last.isTold) return true;
  const events = happenings.flatMap((one, index) => (one.about === null ? [] : [{ one, index }]));
  return sent.some(({ event }) => {
    const about = events[event];
    return about?.index === happening || (isRead && about?.one.purchase === last.purchase);
  });
}

function objectsIn({ happenings }: Shape): readonly number[] {
  return happenings.flatMap(({ about }) => (about === null ? [] : [about]));
}

function raised(times: readonly number[], event: number): readonly number[] {
  return times.with(event, (times[event] ?? 0) + 1);
}

function numbers(count: number): readonly number[] {
  return [...Array(count).keys()];
}
