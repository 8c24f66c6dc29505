/** Which of the numbered schedules are to be played: a shard of them, from one on. Pure. @module */

export type Part = {
  /** The first number. */
  readonly from: number;
  /** The last one; by default the last there is. */
  readonly to?: number;
  /** Every so many-th only, so that several machines share the work: 2 of 4 has 2, 6, 10… */
  readonly shard: { readonly index: number; readonly of: number };
};

export const ALL: Part = { from: 1, shard: { index: 1, of: 1 } };

export function* numbersOf(part: Part, total: number): Generator<number> {
  const last = lastOf(part, total);
  for (let number = firstOf(part); number <= last; number += part.shard.of) yield number;
}

/** @returns How many numbers a part has. */
export function countOf(part: Part, total: number): number {
  return Math.max(0, Math.floor((lastOf(part, total) - firstOf(part)) / part.shard.of) + 1);
}

/** @returns One of so many parts of about one length, in which each number follows the one before. */
export function rangeOf({ index, of }: Part["shard"], total: number): Part {
  const endOf = (part: number): number => Math.floor((part * total) / of);
  return { ...ALL, from: endOf(index - 1) + 1, to: endOf(index) };
}

/** @returns The part, by a text such as `2/4`; null where it is none. */
export function parseShard(text: string): Part["shard"] | null {
  const [, index, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  return shard.index <= shard.of ? shard : null;
}

function lastOf({ to = Number.POSITIVE_INFINITY }: Part, total: number): number {
  return Math.min(to, total);
}

function firstOf({ from, shard: { index, of } }: Part): number {
  return from + ((((index - from) % of) + of) % of);
}
