/** What a person who mistyped a name may have meant. @module */

import { closest } from "fastest-levenshtein";

/** @returns The candidate, at least one, that the fewest changes of a letter make out of the text. */
export function nearest(text: string, candidates: readonly string[]): string {
  const lower = candidates.map((candidate) => candidate.toLowerCase());
  return candidates[lower.indexOf(closest(text.toLowerCase(), lower))] ?? "";
}
