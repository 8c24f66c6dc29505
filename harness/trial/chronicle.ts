/**
 * Takes down what a check does, so that a finding can tell it: what happened in the sender's world,
 * what was delivered, what was answered, and what the probe was compared with.
 *
 * @module
 */

import type { Delivery } from "../courier/delivery.ts";
import { describe } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { cut } from "../settings/columns.ts";
import { type Compared, retold, type Step, type Story } from "../target/story.ts";
import { folded } from "./fold-story.ts";
import { sentOf } from "./sent.ts";

/** Of one trial: is told as things are done. */
export type Scribe = {
  readonly happened: (text: string, at: string | null) => void;
  /** The last thing that happened is announced by this event. */
  readonly announced: (event: string) => void;
  /**
   * Is called at the moment of sending; several deliveries are sent together.
   *
   * @returns A function that is told what became of each, by its position.
   */
  readonly delivers: (
    deliveries: readonly Delivery[],
    how?: string,
  ) => (outcome: WireOutcome, position: number) => void;
  readonly compared: (rows: readonly Compared[]) => void;
};

/** Nobody asks for a story. */
export const NO_SCRIBE: Scribe = {
  happened: () => undefined,
  announced: () => undefined,
  delivers: () => () => undefined,
  compared: () => undefined,
};

/** Is told, and tells nothing. */
export type Told = {
  /** A trial begins: of a check that opens several, the last one's is the story. */
  readonly begin: (symbolic: (text: string) => string) => Scribe;
  /** What is done to the receiver itself. */
  readonly note: (text: string) => void;
};

export type Chronicle = Told & {
  /** A trial beside one that has begun: both are one story. */
  readonly beside: Told;
  /** So far, in symbols. */
  readonly story: () => Story;
};

/** What is kept of a long one, at its beginning and at its end: a person reads no more. */
const KEPT_AT_EACH_END = 30;

/** Of one text in it. */
const COLUMNS_MAX = 240;

type Pages = {
  readonly head: Step[];
  readonly tail: Step[];
  omitted: number;
  readonly symbols: ((text: string) => string)[];
};

export function createChronicle(): Chronicle {
  let pages = blank();
  const scribe = (symbolic: (text: string) => string): Scribe => {
    const own = pages;
    own.symbols.push(symbolic);
    return scribeOn(own);
  };
  const note = (text: string): void => {
    push(pages, { kind: "happened", at: null, text, event: null });
  };
  const story = (): Story => {
    const { head, tail, omitted, symbols } = pages;
    const left: Step = { kind: "noted", text: `(${omitted} steps are left out here)` };
    const steps = [...folded(head), ...(omitted === 0 ? [] : [left]), ...folded(tail)];
    const inSymbols = (text: string): string =>
      cut(
        symbols.reduce((clearer, change) => change(clearer), text),
        COLUMNS_MAX,
      );
    return retold(withoutEnd(steps), inSymbols);
  };
  const begin = (symbolic: (text: string) => string): Scribe => {
    pages = blank();
    return scribe(symbolic);
  };
  return { begin, beside: { begin: scribe, note }, note, story };
}

/** The receiver is put in order again after what broke. */
function withoutEnd(steps: Story): Story {
  const isOwn = (step: Step): boolean => step.kind !== "happened" || step.at !== null;
  return steps.slice(0, steps.findLastIndex(isOwn) + 1);
}

function blank(): Pages {
  return { head: [], tail: [], omitted: 0, symbols: [] };
}

function push(pages: Pages, step: Step): void {
  const { head, tail } = pages;
  if (head.length < KEPT_AT_EACH_END) head.push(step);
  else {
    tail.push(step);
    if (tail.length <= KEPT_AT_EACH_END) return;
    tail.shift();
    pages.omitted += 1;
  }
}

function scribeOn(pages: Pages): Scribe {
  let last: { event: string | null } | null = null;
  return {
    happened: (text, at) => {
      const step = { kind: "happened" as const, at, text, event: null as string | null };
      last = step;
      push(pages, step);
    },
    announced: (event) => {
      if (last !== null) last.event = event;
    },
    delivers: (deliveries, how) => {
      const sent = deliveries.map((delivery) => sentOf(delivery, how));
      push(pages, { kind: "delivered", deliveries: sent });
      return (outcome, position) => {
        const one = sent[position];
        if (one !== undefined) one.answer = describe(outcome);
      };
    },
    compared: (rows) => {
      for (const row of rows) push(pages, row);
    },
  };
}
