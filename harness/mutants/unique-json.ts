/** JSON without a key twice in one object: two readers of such a text can see two events. @module */

/** A string, with the colon behind it if it is a key, or one of the characters that open and close. */
const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g;

/** @returns The value; undefined where the text is no JSON, or has a key twice in one object. */
export function parseUnique(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isWrittenBack(value, text) || !hasKeyTwice(text) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Longer ones may be nested deeper than our calls may. */
const CHARACTERS_MAX = 2000;

/** Most texts are: one that comes back as it was has no key twice, and need not be walked. */
function isWrittenBack(value: unknown, text: string): boolean {
  return text.length <= CHARACTERS_MAX && JSON.stringify(value) === text;
}

/**
 * Walks the tokens with a stack of its own, since the text may be nested deeper than our calls may.
 *
 * @param text Known to be JSON.
 */
function hasKeyTwice(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, spelled = "", colon] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") open.push(new Set());
    if (token === "}" || token === "]") open.pop();
    if (colon === undefined) continue;
    // Where something is escaped, two spellings can be one key: "a" and "\u0061".
    const key = spelled.includes("\\") ? String(JSON.parse(`"${spelled}"`)) : spelled;
    const keys = open.at(-1);
    if (keys?.has(key)) return true;
    keys?.add(key);
  }
  return false;
}
