/** What a person who mistyped a name may have meant. @module */

/** @returns The candidate that the fewest changes of a letter make out of the text. */
export function nearest(text: string, candidates: readonly string[]): string {
  const ranked = candidates
    .map((candidate) => ({ candidate, changes: distance(text, candidate) }))
    .toSorted((a, b) => a.changes - b.changes);
  return ranked[0]?.candidate ?? "";
}

/** Levenshtein's, without regard to case: one row of the table at a time. */
function distance(from: string, to: string): number {
  const target = [...to.toLowerCase()];
  const first = [0, ...target.map((_letter, index) => index + 1)];
  const last = [...from.toLowerCase()].reduce<readonly number[]>((above, letter, row) => {
    const line = [row + 1];
    for (const [column, other] of target.entries()) {
      const [left = 0, corner = 0, up = 0] = [line[column], above[column], above[column + 1]];
      line.push(Math.min(left + 1, up + 1, corner + (letter === other ? 0 : 1)));
    }
    return line;
  }, first);
  return last.at(-1) ?? 0;
}
