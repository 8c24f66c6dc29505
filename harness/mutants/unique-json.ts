/** JSON without a key twice in one object: two readers of such a text can see two events. @module */

/** A string, or one of the characters that open, close or separate. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** @returns The value; undefined where the text is no JSON, or has a key twice in one object. */
export function parseUnique(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return hasKeyTwice(text) ? undefined : value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Walks the tokens with a stack of its own, since the text may be nested deeper than our calls may.
 *
 * @param text Known to be JSON: a string is a key where a colon follows it.
 */
function hasKeyTwice(text: string): boolean {
  const open: Set<string>[] = [];
  let latest = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") open.push(new Set());
    if (token === "}" || token === "]") open.pop();
    if (token === ":") {
      // Parsed, because two spellings can be one key: "a" and "\u0061".
      const key = String(JSON.parse(latest));
      const keys = open.at(-1);
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
    latest = token;
  }
  return false;
}
