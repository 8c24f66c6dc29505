/**
 * Texts that name something, spelled so that some normalisation would change them.
 *
 * They come in pairs: what a normalisation makes of the first is the second. As data a spelling holds
 * what is around the text that makes a name unique, and so it shrinks.
 *
 * @module
 */

import fc from "fast-check";
import { CHARACTERS_MAX, type Ends, NORMALISATIONS } from "./normalisations.ts";

export type Spelling = Ends & {
  /** Which normalisation would change it: how its second text is made. */
  readonly loses: string;
};

export const LOSSES: readonly string[] = NORMALISATIONS.map(({ loses }) => loses);

const COMMON_WEIGHT = 4;

/** Any of the normalisations, and any text that it would change. */
export const arbitrarySpelling: fc.Arbitrary<Spelling> = fc.oneof(
  ...NORMALISATIONS.map(({ loses, ends, isCommon = false }) => ({
    weight: isCommon ? COMMON_WEIGHT : 1,
    arbitrary: ends.map((found): Spelling => ({ loses, ...found })),
  })),
);

/** @returns A spelling for each normalisation, the same for a seed. */
export function everySpelling(seed: number): readonly Spelling[] {
  return NORMALISATIONS.flatMap(({ loses, ends }) =>
    fc.sample(ends, { seed, numRuns: 1 }).map((found) => ({ loses, ...found })),
  );
}

/**
 * @param unique What no other name has in it; plain letters, digits and `_`.
 * @param prefix What both texts begin with, whatever is lost.
 * @returns Two texts of at most 255 characters, of which the second is what is left of the first.
 */
export function pairOf(
  { loses, left, right }: Spelling,
  unique: string,
  prefix = "",
): readonly [string, string] {
  const first = `${left}${unique}${right}`.slice(0, CHARACTERS_MAX - prefix.length);
  const normalisation = NORMALISATIONS.find((one) => one.loses === loses);
  const rest = normalisation?.of(first).slice(0, CHARACTERS_MAX - prefix.length) ?? first;
  // Where nothing is lost there is no pair: any other text will do.
  const second = rest === first || rest === "" ? `${unique}_` : rest;
  return [`${prefix}${first}`, `${prefix}${second}`];
}
