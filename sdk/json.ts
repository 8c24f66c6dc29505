/**
 * Reads JSON that can mean only one thing.
 *
 * `JSON.parse` keeps the last of two equal keys, so another reader of the same bytes may see
 * another event; and it takes nesting so deep that walking its result overflows the stack. Both
 * are refused before it runs. Its numbers are doubles: schemas here take safe integers only, so
 * that one which was rounded is refused as well.
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
    return isUnambiguous(text) ? JSON.parse(text) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // the parser's
    if (error instanceof TypeError) return null; // the decoder's
    throw error;
  }
}

/**
 * Looks for a repeated key or too deep a nesting, without recursion.
 *
 * Exact for JSON. Of a text that is not JSON it may say anything: the parser refuses that one.
 *
 * @throws {SyntaxError} If a key is not JSON.
 */
function isUnambiguous(text: string): boolean {
  const keysByDepth: Set<string>[] = [];

  for (let position = 0; position < text.length; position += 1) {
    const character = text[position];
    if (character === "{" || character === "[") {
      if (keysByDepth.push(new Set()) > DEPTH_MAX) return false;
    } else if (character === "}" || character === "]") {
      keysByDepth.pop();
    } else if (character === '"') {
      const start = position;
      position = closingQuote(text, start);
      if (!isKey(text, position)) continue;

      const keys = keysByDepth.at(-1);
      const key: string = JSON.parse(text.slice(start, position + 1)); // unescapes it
      if (keys?.has(key)) return false;
      keys?.add(key);
    }
  }
  return true;
}

function closingQuote(text: string, openingQuote: number): number {
  let position = openingQuote + 1;
  while (position < text.length && text[position] !== '"') {
    position += text[position] === "\\" ? 2 : 1;
  }
  return position;
}

/** Only a key is followed by a colon. */
function isKey(text: string, closingQuote: number): boolean {
  let position = closingQuote + 1;
  while (/[ \t\r\n]/.test(text[position] ?? "")) position += 1;
  return text[position] === ":";
}
