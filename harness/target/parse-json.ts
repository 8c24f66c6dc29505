/** JSON from somebody else, who may have sent anything. @module */

/** @returns The value; `undefined` where the text is no JSON, which no schema of ours accepts. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
