/**
 * Makes a counterexample smaller still, a step at a time, where fast-check has come to its end.
 *
 * fast-check shrinks the numbers that a history was made from; a person would leave out a move, or
 * deliver an event at once. Each step here is one that a person would try.
 *
 * @module
 */

import type { Arrival, History, Move } from "./history.ts";

const PLAIN = { delay: 0, rank: 0, manner: "plain", joined: false } as const;

const SECOND_MS = 1000;

/** @returns Histories that are each a step simpler, the boldest steps first. */
export function* simplerThan({ moves }: History): Generator<History> {
  for (const index of moves.keys()) yield { moves: moves.toSpliced(index, 1) };
  for (const [index, move] of moves.entries()) {
    // Nothing comes before the first. Else states share a stamp only where it takes that to break.
    const waitMs = index === 0 ? 0 : SECOND_MS;
    if (move.waitMs !== waitMs) yield { moves: moves.with(index, { ...move, waitMs }) };
    for (const simpler of simplerMoves(move)) yield { moves: moves.with(index, simpler) };
  }
}

function* simplerMoves(move: Move): Generator<Move> {
  const { heard, repeats, noise } = move;
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
  if (manner !== "plain") yield { ...arrival, manner: "plain" };
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
