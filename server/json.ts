/**
 * Reads JSON that can mean only one thing.
 *
 * `JSON.parse` keeps the last of two equal keys, so another reader of the same bytes may see
 * another event; and it takes nesting so deep that walking its result overflows the stack.
 *
 * @module
 */

/** Far deeper than any object of commerce, and shallow enough for every recursive reader. */
const DEPTH_MAX = 100;

/** Replaces nothing and drops nothing: two different bodies never become one text. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * @returns Null if the bytes are not UTF-8, start with a byte-order mark, are not JSON, repeat a
 *   key, or nest too deep; or are JSON's `null`, which nobody here takes for an answer either.
 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = decoder.decode(bytes);
    const { depth, colons } = measure(text);
    if (depth > DEPTH_MAX) return null;

    // JSON has a colon a key as written; what was parsed has a key a name.
    const value: unknown = JSON.parse(text);
    return countKeys(value) === colons ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // the parser's
    if (error instanceof TypeError) return null; // the decoder's
    throw error;
  }
}

/** Looks at what is outside of strings. Of a text that is not JSON it may say anything. */
function measure(text: string): { readonly depth: number; readonly colons: number } {
  let open = 0;
  let depth = 0;
  let colons = 0;
  for (let position = 0; position < text.length; position += 1) {
    switch (text[position]) {
      case '"':
        position = closingQuote(text, position);
        break;
      case "{":
      case "[":
        open += 1;
        if (open > depth) depth = open;
        break;
      case "}":
      case "]":
        open -= 1;
        break;
      case ":":
        colons += 1;
        break;
    }
  }
  return { depth, colons };
}

/** Searched for, since most of an event is in strings. @returns The text's length where there is none. */
function closingQuote(text: string, openingQuote: number): number {
  let position = openingQuote;
  do position = text.indexOf('"', position + 1);
  while (position !== -1 && isEscaped(text, position));
  return position === -1 ? text.length : position;
}

/** Behind an even number of backslashes a quote is one: each of them is half of an escaped one. */
function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const children: readonly unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countKeys(child), own);
}
