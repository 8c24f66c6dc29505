/**
 * Every schedule of one story, as a word: what happens and what is delivered, letter by letter.
 *
 * Words are counted without being spelled, and each can be spelled by its number. Both go by one
 * rule, {@link lettersAfter}: which letters may come next.
 *
 * @module
 */

import {
  beginningOf,
  isEnd,
  type Letter,
  lettersAfter,
  type Place,
  type Shape,
} from "./letters.ts";

export type Word = readonly Letter[];

export type Words = {
  /** @param deviations How many exactly. */
  readonly count: (deviations: number) => number;
  /** @param number From 0, below the count. */
  readonly spell: (deviations: number, number: number) => Word;
};

/** A place, and how many words go on from there; those that are spelled keep how. */
type Node = {
  readonly place: Place;
  readonly count: number;
  next: readonly { readonly letter: Letter; readonly node: Node }[] | null;
};

export function wordsOf(shape: Shape): Words {
  const known = new Map<string, Node>();
  const nodeAt = (place: Place): Node => {
    const key = `${place.happened} ${place.heard} ${place.left} ${place.isFresh} ${place.slow}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const further = lettersAfter(place, shape);
    const all = further.reduce((sum, next) => sum + nodeAt(next.place).count, 0);
    const node = { place, count: all + Number(isEnd(place, shape)), next: null };
    known.set(key, node);
    return node;
  };
  const nextOf = (node: Node): NonNullable<Node["next"]> => {
    node.next ??= lettersAfter(node.place, shape)
      .map(({ letter, place }) => ({ letter, node: nodeAt(place) }))
      .filter(({ node: { count } }) => count > 0);
    return node.next;
  };
  const start = (deviations: number): Node => nodeAt(beginningOf(shape, deviations));
  return {
    count: (deviations) => start(deviations).count,
    spell: (deviations, number) => {
      const word: Letter[] = [];
      let node = start(deviations);
      let rest = number;
      for (;;) {
        if (isEnd(node.place, shape) && rest-- === 0) return word;
        const next = nextOf(node).find(({ node: { count } }) => {
          if (rest < count) return true;
          rest -= count;
          return false;
        });
        if (next === undefined) throw new Error(`Bug: there is no schedule ${number}`);
        word.push(next.letter);
        node = next.node;
      }
    },
  };
}

export function isSame(one: Letter, other: Letter | undefined): boolean {
  if (one.kind === "happens") return other?.kind === "happens" && one.isTied === other.isTied;
  return (
    other?.kind === "delivered" &&
    one.sent.length === other.sent.length &&
    one.sent.every(({ event, manner }, index) => {
      const sent = other.sent[index];
      return sent?.event === event && sent.manner === manner;
    })
  );
}
