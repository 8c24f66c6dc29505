/** A story and one schedule of it, as a history: what is played, shown and kept like any other. @module */

import type { Arrival, History, Move } from "../histories/history.ts";
import type { Letter, Shape } from "./letters.ts";
import { APART_MS, type Story } from "./stories.ts";
import type { Word } from "./words.ts";

/** @returns The story, as far as its schedules depend on it. */
export function shapeOf(story: Story, isRead: boolean): Shape {
  const objects = [...new Set(story.map(({ about }) => about))].filter((id) => id !== null);
  return {
    happenings: story.map(({ purchase, about, canTie, isTold }) => ({
      purchase,
      about: about === null ? null : objects.indexOf(about),
      canTie,
      isTold,
    })),
    isRead,
  };
}

/** A delivery, and after which of the happenings it comes. */
type Due = Arrival & { readonly event: number; readonly happening: number };

export function historyOf(story: Story, word: Word): History {
  const due = duesIn(word);
  const ties = word.filter((letter) => letter.kind === "happens").map(({ isTied }) => isTied);
  /** Of each happening, the place of its last deed among all moves. */
  const places = story.map((_, index) => story.slice(0, index + 1).flatMap(deedsOf).length - 1);
  const eventOf = story.map((_, index) => story.slice(0, index).filter(isAnnounced).length);
  const moves = story.flatMap((happening, index) =>
    happening.deeds.map((deed, step): Move => {
      const isLast = step === happening.deeds.length - 1;
      const waits = step === 0 && index > 0 && ties[index] !== true;
      const told =
        isLast && isAnnounced(happening) ? due.filter(({ event }) => event === eventOf[index]) : [];
      const [first, ...repeats] = told.map((one): Arrival => {
        const delay = (places[one.happening] ?? 0) - (places[index] ?? 0);
        return { delay, rank: one.rank, manner: one.manner, joined: one.joined };
      });
      return {
        ...deed,
        waitMs: waits ? APART_MS : 0,
        heard: first === undefined ? [] : [first],
        repeats: repeats.map((arrival) => ({ of: 0, ...arrival })),
        noise: [],
      };
    }),
  );
  return { moves };
}

function duesIn(word: Word): readonly Due[] {
  let happening = -1;
  let rank = 0;
  return word.flatMap((letter: Letter): readonly Due[] => {
    if (letter.kind === "happens") {
      happening += 1;
      return [];
    }
    return letter.sent.map(({ event, manner }, index) => ({
      event,
      happening,
      delay: 0,
      rank: rank++,
      manner,
      joined: index > 0,
    }));
  });
}

function deedsOf({ deeds }: Story[number]): readonly unknown[] {
  return deeds;
}

function isAnnounced({ about }: Story[number]): boolean {
  return about !== null;
}
