/**
 * What fits in a terminal of 80 columns. Widths are those that a terminal shows: two columns for a
 * wide character, none for one that combines with the one before it.
 *
 * @module
 */

import stringWidth from "string-width";

export const COLUMNS = 80;

/** How many columns a text takes. */
export const widthOf = (text: string): number => stringWidth(text);

/** @returns The text with blanks behind it, up to so many columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

/**
 * A label, and beside it a text that is broken between words and never inside of one: a word that is
 * too long for its line has it for itself. No line ends with a blank.
 *
 * @param label May be empty; one that doesn't fit in the margin has the first line for itself.
 * @param margin Columns to the left of the text.
 */
export function beside(
  label: string,
  text: string,
  margin: number,
  columns: number = COLUMNS,
): readonly string[] {
  const rows = text.split("\n").flatMap((line) => wrapped(line, columns - margin));
  const isTooWide = widthOf(label) > margin;
  return [...(isTooWide ? [label] : []), ...rows].map((row, index) => {
    if (isTooWide && index === 0) return row.trimEnd();
    return `${padded(index === 0 ? label : "", margin)}${row}`.trimEnd();
  });
}

/** As it is spelled: a library that normalises Unicode would show two ids as one. */
function wrapped(line: string, columns: number): readonly string[] {
  const rows: string[] = [];
  for (const word of line.split(" ")) {
    const longer = `${rows.at(-1)} ${word}`;
    if (rows.length > 0 && widthOf(longer) <= columns) rows[rows.length - 1] = longer;
    // Of several blanks at a break none begins the next line.
    else if (rows.length === 0 || word !== "") rows.push(word);
  }
  return rows;
}

/** @returns The text broken between words, its first line standing out to the left of the others. */
export function outdented(text: string): readonly string[] {
  return beside("", text, 2).map((line, index) => (index === 0 ? line.slice(2) : line));
}

/**
 * @returns A message of several lines, each broken between words: behind its own indentation, the dash
 *   of a list included, or standing out. What stands behind six blanks is there to be copied, and
 *   stays whole.
 */
export function fitted(message: string): string {
  const lines = message.split("\n").flatMap((line) => {
    const [label = ""] = /^ *(- )?/.exec(line) ?? [];
    if (label.length >= 6) return [line];
    return label === "" ? outdented(line) : beside(label, line.slice(label.length), label.length);
  });
  return lines.join("\n");
}

/** @returns As much of the text as fits, with `…` for the rest. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (widthOf(`${kept}${segment}…`) > columns) break;
    kept += segment;
  }
  return `${kept}…`;
}
