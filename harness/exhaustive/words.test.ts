import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Letter, Sent, Shape } from "./letters.ts";
import { type Word, wordsOf } from "./words.ts";

/** Another way of finding the schedules: every row of letters there is, and what can't be told apart once. */

type Happening = Shape["happenings"][number];

function happening(purchase: number, about: number | null, more: Partial<Happening> = {}) {
  return { purchase, about, canTie: false, isTold: false, ...more };
}

const SHAPES: Readonly<Record<string, Shape>> = {
  "one event": { happenings: [happening(0, 0)], isRead: true },
  "two events of one object": {
    happenings: [happening(0, 0), happening(0, 0, { canTie: true })],
    isRead: true,
  },
  "two objects of one purchase": {
    happenings: [happening(0, 0), happening(0, 1)],
    isRead: true,
  },
  "two purchases": { happenings: [happening(0, 0), happening(1, 1)], isRead: true },
  "two purchases, of which nothing is read": {
    happenings: [happening(0, 0), happening(1, 1)],
    isRead: false,
  },
  "an event that the app tells of afterwards": {
    happenings: [happening(0, 0), happening(0, null, { isTold: true })],
    isRead: false,
  },
};

/** More of one event, since only then can all that two of one event may meet come together. */
function deviationsMaxOf({ happenings }: Shape): number {
  return happenings.length === 1 ? 4 : 2;
}

/** Every row of happenings and deliveries with so many deviations, in any spelling. */
function* rowsOf(shape: Shape, deviations: number): Generator<Word> {
  const events = shape.happenings.filter(({ about }) => about !== null).length;
  const alone: readonly Sent["manner"][] = shape.isRead
    ? ["plain", "answer_lost", "read_lags", "read_fails", "read_slow"]
    : ["plain", "answer_lost"];
  const together: readonly Sent["manner"][] = shape.isRead
    ? ["plain", "read_lags", "read_fails"]
    : ["plain"];
  const sents = (manners: readonly Sent["manner"][]): readonly Sent[] =>
    [...Array(events).keys()].flatMap((event) => manners.map((manner) => ({ event, manner })));
  const letters: readonly Letter[] = [
    { kind: "happens", isTied: false },
    { kind: "happens", isTied: true },
    ...sents(alone).map((one): Letter => ({ kind: "delivered", sent: [one] })),
    ...sents(together).flatMap((one) =>
      sents(together).map((other): Letter => ({ kind: "delivered", sent: [one, other] })),
    ),
  ];
  const longest = shape.happenings.length + events + deviations;
  function* longer(word: Word): Generator<Word> {
    if (isWhole(word, shape) && costOf(word) === deviations) yield word;
    if (word.length === longest) return;
    for (const letter of letters) {
      const next = [...word, letter];
      if (costOf(next) <= deviations && isPossible(next, shape)) yield* longer(next);
    }
  }
  yield* longer([]);
}

function sentIn(word: Word): readonly Sent[] {
  return word.flatMap((letter) => (letter.kind === "delivered" ? letter.sent : []));
}

function costOf(word: Word): number {
  const sent = sentIn(word);
  const copies = sent.length - new Set(sent.map(({ event }) => event)).size;
  const odd = sent.filter(({ manner }) => manner !== "plain").length;
  const pairs = word.filter((one) => one.kind === "delivered" && one.sent.length === 2).length;
  const ties = word.filter((one) => one.kind === "happens" && one.isTied).length;
  return copies + odd + pairs + ties;
}

/** Whether each letter may stand where it does: no event before it is made, no tie that can't be. */
function isPossible(word: Word, { happenings }: Shape): boolean {
  let happened = 0;
  return word.every((letter) => {
    if (letter.kind === "happens") {
      const next = happenings[happened];
      happened += 1;
      return next !== undefined && (!letter.isTied || next.canTie);
    }
    const made = happenings.slice(0, happened).filter(({ about }) => about !== null).length;
    return letter.sent.every(({ event }) => event < made);
  });
}

function isWhole(word: Word, { happenings }: Shape): boolean {
  const heard = new Set(sentIn(word).map(({ event }) => event));
  const events = happenings.filter(({ about }) => about !== null).length;
  const delivered = word.flatMap((letter) => (letter.kind === "delivered" ? [letter.sent] : []));
  const [last, before] = delivered.toReversed().map(([{ manner }]) => manner === "read_slow");
  const isOverlapped = last !== true || before === true;
  const happened = word.filter(({ kind }) => kind === "happens").length;
  return happened === happenings.length && heard.size === events && isOverlapped;
}

/** The rows that no receiver could tell from this one by one exchange. */
function* neighboursOf(word: Word, shape: Shape): Generator<Word> {
  for (const [index, letter] of word.entries()) {
    const next = word[index + 1];
    if (next !== undefined && canSwap(word, index, shape)) {
      yield word.with(index, next).with(index + 1, letter);
    }
    if (letter.kind !== "delivered" || letter.sent.length !== 2) continue;
    const [one, other] = letter.sent;
    if (one.event === other.event) {
      yield word.with(index, { kind: "delivered", sent: [other, one] });
    }
    if (aboutOf(one.event, shape) !== aboutOf(other.event, shape)) continue;
    // Of two reads of one object one goes wrong: whichever comes first.
    if (one.manner !== "plain" && other.manner !== "plain") continue;
    yield word.with(index, {
      kind: "delivered",
      sent: [
        { ...one, manner: other.manner },
        { ...other, manner: one.manner },
      ],
    });
  }
}

function announced({ happenings }: Shape) {
  return happenings.map((one, index) => ({ ...one, index })).filter(({ about }) => about !== null);
}

function aboutOf(event: number, shape: Shape): number | null | undefined {
  return announced(shape)[event]?.about;
}

/** Whether what happens and the delivery beside it know nothing of each other. */
function canSwap(word: Word, index: number, shape: Shape): boolean {
  const [first, second] = [word[index], word[index + 1]];
  const happens = first?.kind === "happens" ? first : second;
  const delivered = first?.kind === "delivered" ? first : second;
  if (happens?.kind !== "happens" || delivered?.kind !== "delivered") return false;
  const at = word.slice(0, index).filter(({ kind }) => kind === "happens").length;
  const about = shape.happenings[at];
  if (about === undefined || about.isTold) return false;
  return delivered.sent.every(({ event }) => {
    const told = announced(shape)[event];
    if (told === undefined || told.index === at) return false;
    return !shape.isRead || told.purchase !== about.purchase;
  });
}

/** @returns Of each class of rows that are the same to a receiver, the first by its spelling. */
function classesOf(shape: Shape, deviations: number): ReadonlyMap<string, string> {
  const classOf = new Map<string, string>();
  for (const row of rowsOf(shape, deviations)) {
    const spelling = JSON.stringify(row);
    if (classOf.has(spelling)) continue;
    const left = [row];
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const other = JSON.stringify(one);
      if (classOf.has(other)) continue;
      classOf.set(other, spelling);
      left.push(...neighboursOf(one, shape));
    }
  }
  return classOf;
}

describe("wordsOf()", () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    for (let deviations = 0; deviations <= deviationsMaxOf(shape); deviations += 1) {
      test(`has each schedule once that can be told from the others: ${name}, ${deviations} deviations`, () => {
        const words = wordsOf(shape);
        const classOf = classesOf(shape, deviations);
        const spelled = [...Array(words.count(deviations)).keys()].map((number) =>
          JSON.stringify(words.spell(deviations, number)),
        );
        const found = spelled.map((word) => classOf.get(word) ?? `impossible: ${word}`);
        assert.deepEqual(found.toSorted(), [...new Set(classOf.values())].toSorted());
      });
    }
  }

  test("spells no word beyond the last one", () => {
    const words = wordsOf({ happenings: [happening(0, 0)], isRead: true });
    assert.throws(() => words.spell(1, words.count(1)), /no schedule/);
  });
});
