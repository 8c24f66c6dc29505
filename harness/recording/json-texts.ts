/**
 * Exchanges texts inside of a JSON document and leaves every other byte of it as it was: blanks, the order
 * of the members, and how numbers are spelled.
 *
 * @module
 */

/** The names of the members in which something stands, from the outside; places in lists have none. */
export type Place = readonly string[];

export type Edits = {
  /** @returns The text in its place. */
  readonly text: (value: string, place: Place) => string;
  /** @returns The number in its place, as it is spelled. By default none is exchanged. */
  readonly number?: (spelled: string, place: Place) => string;
  /** @returns The name of a member. By default none is exchanged. */
  readonly name?: (name: string, place: Place) => string;
};

type Frame = { readonly isObject: boolean; name: string; isNameNext: boolean };

/** @returns The document with the texts exchanged; null where it is no JSON. */
export function editJson(document: string, edits: Edits): string | null {
  if (!isJson(document)) return null;
  const pieces: string[] = [];
  const frames: Frame[] = [];
  const place: string[] = [];
  let copiedTo = 0;
  const exchange = (from: number, to: number, before: string, after: string): void => {
    if (after === before) return;
    pieces.push(document.slice(copiedTo, from), after);
    copiedTo = to;
  };

  for (let at = 0; at < document.length; ) {
    const frame = frames.at(-1);
    const character = document[at] ?? "";
    let end = at + 1;
    if (character === '"') {
      end = endOfText(document, at);
      const value: string = JSON.parse(document.slice(at, end));
      if (frame?.isNameNext === true) {
        frame.name = value;
        frame.isNameNext = false;
        exchange(at, end, value, quotedUnlessSame(value, edits.name?.(value, place) ?? value));
        place.push(value);
      } else {
        exchange(at, end, value, quotedUnlessSame(value, edits.text(value, place)));
      }
    } else if (/[-\d]/.test(character)) {
      end = endOfNumber(document, at);
      const spelled = document.slice(at, end);
      exchange(at, end, spelled, edits.number?.(spelled, place) ?? spelled);
    } else if (character === "{" || character === "[") {
      const isObject = character === "{";
      frames.push({ isObject, name: "", isNameNext: isObject });
    } else if (
      frame !== undefined &&
      (character === "," || character === "}" || character === "]")
    ) {
      // The member before it is at its end, if there was one.
      if (frame.isObject && !frame.isNameNext) place.pop();
      frame.isNameNext = frame.isObject;
      if (character !== ",") frames.pop();
    }
    at = end;
  }
  return pieces.join("") + document.slice(copiedTo);
}

/** What is nested too deep to be parsed is none either. */
function isJson(document: string): boolean {
  try {
    JSON.parse(document);
    return true;
  } catch {
    return false;
  }
}

/** As it was spelled, where it is the same. */
function quotedUnlessSame(before: string, after: string): string {
  return after === before ? before : JSON.stringify(after);
}

function endOfText(document: string, start: number): number {
  let at = start + 1;
  while (document[at] !== '"') at += document[at] === "\\" ? 2 : 1;
  return at + 1;
}

function endOfNumber(document: string, start: number): number {
  let at = start + 1;
  while (/[-+.eE\d]/.test(document[at] ?? "")) at += 1;
  return at;
}
