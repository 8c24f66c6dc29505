/**
 * Every schedule of a size, numbered: the fewest events first, then the fewest deviations, then the
 * stories of one purchase. Pure.
 *
 * A number means the same schedule in every run of that size: it depends on nothing but the sender's
 * world and what its stories are made of.
 *
 * @module
 */

import type { History } from "../histories/history.ts";
import type { Sender } from "../trial/sender.ts";
import { historyOf, shapeOf } from "./as-history.ts";
import type { Repertoire } from "./repertoire.ts";
import { type Story, storiesOf } from "./stories.ts";
import { isSame, type Word, type Words, wordsOf } from "./words.ts";

/** How large a schedule may be. */
export type Size = {
  readonly events: number;
  /** Extra copies, odd reads, lost answers, two deliveries at once, states with one stamp. */
  readonly deviations: number;
};

export type Enumeration = {
  readonly size: Size;
  /** How many there are: counted, not played. */
  readonly total: number;
  /** @param number From 1 to the total. */
  readonly scheduleAt: (number: number) => History;
  /** After how many deliveries, or pairs of them, two schedules are still the same. */
  readonly commonTo: (one: number, other: number) => number;
  /** How large exactly the schedule of a number is. */
  readonly sizeAt: (number: number) => Size;
};

/** All schedules of one story with exactly so many deviations. */
type Shelf = {
  readonly story: Story;
  readonly words: Words;
  readonly events: number;
  readonly deviations: number;
  /** The number of the first one, from 0. */
  readonly begins: number;
};

export function enumerate(size: Size, play: Sender["play"], repertoire: Repertoire): Enumeration {
  const known = new Map<string, Words>();
  const shelves: Shelf[] = [];
  let total = 0;
  for (let events = 1; events <= size.events; events += 1) {
    const stories = storiesOf(events, play, repertoire);
    for (let deviations = 0; deviations <= size.deviations; deviations += 1) {
      for (const story of stories) {
        const shape = shapeOf(story, repertoire.isRead);
        const key = JSON.stringify(shape);
        const words = known.get(key) ?? wordsOf(shape);
        known.set(key, words);
        shelves.push({ story, words, events, deviations, begins: total });
        total += words.count(deviations);
      }
    }
  }
  const shelfOf = (number: number): Shelf => {
    const shelf = shelves.findLast(({ begins }) => begins < number);
    if (shelf === undefined || number > total) {
      throw new Error(`Bug: there is no schedule ${number} of ${total}`);
    }
    return shelf;
  };
  const wordAt = (number: number): { readonly story: Story; readonly word: Word } => {
    const { story, words, deviations, begins } = shelfOf(number);
    return { story, word: words.spell(deviations, number - 1 - begins) };
  };
  return {
    size,
    total,
    scheduleAt: (number) => {
      const { story, word } = wordAt(number);
      return historyOf(story, word);
    },
    commonTo: (one, other) => {
      const [a, b] = [wordAt(one), wordAt(other)];
      if (a.story !== b.story) return 0;
      const differs = a.word.findIndex((letter, index) => !isSame(letter, b.word[index]));
      return a.word.slice(0, differs).filter(({ kind }) => kind === "delivered").length;
    },
    sizeAt: (number) => {
      const { events, deviations } = shelfOf(number);
      return { events, deviations };
    },
  };
}
