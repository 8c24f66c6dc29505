/**
 * Makes a counterexample smaller still, a step at a time, where fast-check has come to its end.
 *
 * fast-check shrinks the numbers that a history was made from; a person would leave out a move, or
 * deliver an event at once. Each step here is one that a person would try.
 *
 * @module
 */

import fc from "fast-check";
import { type Naming, PLAIN as PLAINLY_NAMED } from "../values/naming.ts";
import { type Arrival, type History, type Move, RANK_MAX } from "./history.ts";

const PLAIN = { delay: 0, rank: 0, manner: "plain", joined: false } as const;

const SECOND_MS = 1000;

/** @returns Histories that are each a step simpler, the boldest steps first. */
export function* simplerThan(history: History): Generator<History> {
  const { moves, naming = PLAINLY_NAMED } = history;
  for (const index of moves.keys()) {
    const others = moves.toSpliced(index, 1);
    yield { ...history, moves: others };
    // The next one may have to begin its object itself now, and has one event more, at first.
    const next = others[index];
    if (next !== undefined) {
      const moved = { ...next, heard: next.heard.toReversed() };
      yield { ...history, moves: others.with(index, moved) };
    }
  }
  for (const simpler of plainer(naming)) yield { ...history, naming: simpler };
  for (const [index, move] of moves.entries()) {
    // Nothing comes before the first. Else states share a stamp only where it takes that to break.
    const waitMs = index === 0 ? 0 : SECOND_MS;
    if (move.waitMs !== waitMs || (move.waitNs ?? 0) !== 0) {
      yield { ...history, moves: moves.with(index, { ...move, waitMs, waitNs: 0 }) };
    }
    for (const simpler of simplerMoves(move)) {
      yield { ...history, moves: moves.with(index, simpler) };
    }
  }
}

/** All of it plain at once, and then each part. */
function* plainer(naming: Naming): Generator<Naming> {
  const odd = Object.entries(PLAINLY_NAMED).filter(
    ([part, plain]) => part !== "salt" && Reflect.get(naming, part) !== plain,
  );
  if (odd.length > 1) yield PLAINLY_NAMED;
  for (const [part, plain] of odd) {
    yield { ...naming, [part]: plain, ...(part === "order" ? { salt: PLAINLY_NAMED.salt } : {}) };
  }
  if (naming.order === "shuffled") yield { ...naming, order: "falling", salt: 0 };
}

function* simplerMoves(move: Move): Generator<Move> {
  const { heard, repeats, noise, fields = {} } = move;
  const odd = Object.keys(fields);
  if (odd.length > 1) yield { ...move, fields: {} };
  for (const name of odd) {
    const others = Object.entries(fields).filter(([other]) => other !== name);
    yield { ...move, fields: Object.fromEntries(others) };
  }
  for (const index of repeats.keys()) yield { ...move, repeats: repeats.toSpliced(index, 1) };
  for (const index of noise.keys()) yield { ...move, noise: noise.toSpliced(index, 1) };
  if (move.which !== 0) yield { ...move, which: 0 };
  if (move.quantity !== 1) yield { ...move, quantity: 1 };
  for (const [index, arrival] of heard.entries()) {
    for (const simpler of simplerArrivals(arrival)) {
      yield { ...move, heard: heard.with(index, simpler) };
    }
  }
  for (const [index, repeat] of repeats.entries()) {
    for (const simpler of simplerArrivals(repeat)) {
      yield { ...move, repeats: repeats.with(index, { ...repeat, ...simpler }) };
    }
  }
}

function* simplerArrivals(arrival: Arrival): Generator<Arrival> {
  const { delay, rank, manner, joined } = arrival;
  if (delay + rank > 0 || manner !== "plain" || joined) yield { ...arrival, ...PLAIN };
  if (manner !== "plain") {
    yield { ...arrival, manner: "plain" };
    // What was not acknowledged comes late: to be late may be all that it takes.
    yield { ...arrival, manner: "plain", delay: delay + 1, rank: RANK_MAX };
  }
  if (joined) yield { ...arrival, joined: false };
  if (rank > 0) yield { ...arrival, rank: 0 };
  if (delay > 0) yield { ...arrival, delay: delay - 1 };
}

/**
 * Follows the steps for as long as the history still breaks the property.
 *
 * @param stillBreaks Plays a history; it may say no when time is up.
 * @returns A history of which no step is left that breaks it too.
 */
export async function smallest(
  history: History,
  stillBreaks: (simpler: History) => Promise<boolean>,
): Promise<History> {
  for (const simpler of simplerThan(history)) {
    if (await stillBreaks(simpler)) return smallest(simpler, stillBreaks);
  }
  return history;
}

/**
 * Lets fast-check take the same steps, where it shrinks by itself: once its own, each of which makes one
 * part smaller, lead no further.
 *
 * @returns What generates the same.
 */
export function shrinkingFurther(histories: fc.Arbitrary<History>): fc.Arbitrary<History> {
  return new ShrinkingFurther(histories);
}

/** The context is the other's own; there is none behind a step of ours, which it knows nothing of. */
class ShrinkingFurther extends fc.Arbitrary<History> {
  readonly #histories: fc.Arbitrary<History>;

  constructor(histories: fc.Arbitrary<History>) {
    super();
    this.#histories = histories;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<History> {
    return this.#histories.generate(random, bias);
  }

  override canShrinkWithoutContext(_value: unknown): _value is History {
    return false;
  }

  override shrink(history: History, context: unknown): fc.Stream<fc.Value<History>> {
    const own =
      context === undefined
        ? fc.Stream.nil<fc.Value<History>>()
        : this.#histories.shrink(history, context);
    const further = fc
      .stream(simplerThan(history))
      .filter(({ moves }) => moves.length > 0) // as all that are generated
      .map((one) => new fc.Value(one, undefined));
    return own.join(further);
  }
}
