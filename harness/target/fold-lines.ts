/** What a program wrote, without saying the same again and again. Pure. @module */

/** By these alone lines differ that say the same: instants, UUIDs, long numbers. */
const PASSING = /\d{4}-\d\d-\d\d[T ][\d:.,]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{5,}/gi;

/** @returns The text with each line once, where it stood first, and how many more were like it. */
export function foldLines(text: string): string {
  const folded = new Map<string, { readonly line: string; count: number }>();
  for (const line of text.split("\n")) {
    const key = line.replaceAll(PASSING, "…");
    const first = folded.get(key);
    if (first === undefined) folded.set(key, { line, count: 0 });
    else first.count += 1;
  }
  return [...folded.values()]
    .map(({ line, count }) => (count === 0 || line === "" ? line : `${line} (and ${count} more)`))
    .join("\n");
}
