/**
 * Exchanges texts inside of a JSON document and leaves every other byte of it as it was: blanks, the order
 * of the members, and how numbers are spelled.
 *
 * @module
 */

/**
 * `At` is what is known of where something stands: it is made from the names of the members around it, each once,
 * however deep that is. Places in lists add nothing.
 */
export type Edits<At> = {
  /** Where the whole document stands. */
  readonly outside: At;
  /** @returns Where that stands which a member of this name holds. */
  readonly within: (at: At, name: string) => At;
  /** @returns The text in its place. */
  readonly text: (value: string, at: At) => string;
  /** @returns The number in its place, as it is spelled. By default none is exchanged. */
  readonly number?: (spelled: string, at: At) => string;
  /** @returns The name of a member of what stands there. By default none is exchanged. */
  readonly name?: (name: string, at: At) => string;
};

type Frame<At> = {
  readonly isObject: boolean;
  readonly at: At;
  /** Where what comes next in it stands. */
  inside: At;
  isNameNext: boolean;
};

/** @returns The document with the texts exchanged; null where it is no JSON. */
export function editJson<At>(document: string, edits: Edits<At>): string | null {
  if (!isJson(document)) return null;
  const pieces: string[] = [];
  const frames: Frame<At>[] = [];
  let copiedTo = 0;
  const exchange = (from: number, to: number, before: string, after: string): void => {
    if (after === before) return;
    pieces.push(document.slice(copiedTo, from), after);
    copiedTo = to;
  };

  for (let at = 0; at < document.length; ) {
    const frame = frames.at(-1);
    const place = frame === undefined ? edits.outside : frame.inside;
    const character = document[at] ?? "";
    let end = at + 1;
    if (character === '"') {
      end = endOfText(document, at);
      const value: string = JSON.parse(document.slice(at, end));
      if (frame?.isNameNext === true) {
        const name = edits.name?.(value, frame.at) ?? value;
        exchange(at, end, value, quotedUnlessSame(value, name));
        frame.inside = edits.within(frame.at, value);
        frame.isNameNext = false;
      } else {
        exchange(at, end, value, quotedUnlessSame(value, edits.text(value, place)));
      }
    } else if (/[-\d]/.test(character)) {
      end = endOfNumber(document, at);
      const spelled = document.slice(at, end);
      exchange(at, end, spelled, edits.number?.(spelled, place) ?? spelled);
    } else if (character === "{" || character === "[") {
      const isObject = character === "{";
      frames.push({ isObject, at: place, inside: place, isNameNext: isObject });
    } else if (character === "}" || character === "]") {
      frames.pop();
    } else if (character === "," && frame !== undefined) {
      frame.isNameNext = frame.isObject;
    }
    at = end;
  }
  return pieces.join("") + document.slice(copiedTo);
}

/** What is nested too deep to be parsed is none either. */
export function isJson(document: string): boolean {
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
