/** Lays JSON out, a value a line, and leaves each value as it was spelled. Pure. @module */

/** A text, a bracket, a separator, or a run of anything else: a number, a word. */
const PARTS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/** @returns Anything that is not JSON as it is. By itself `JSON.parse` would round large numbers. */
export function indent(text: string): string {
  if (!isJson(text)) return text;
  let depth = 0;
  let laidOut = "";
  const newLine = (): string => `\n${"  ".repeat(depth)}`;
  const parts = text.match(PARTS) ?? [];
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1] ?? "";
    if (part === "{" || part === "[") {
      depth += 1;
      laidOut += part + (next === "}" || next === "]" ? "" : newLine());
    } else if (part === "}" || part === "]") {
      depth -= 1;
      const isEmpty = ["{", "["].includes(parts[index - 1] ?? "");
      laidOut += (isEmpty ? "" : newLine()) + part;
    } else if (part === ",") laidOut += part + newLine();
    else laidOut += part === ":" ? ": " : part;
  }
  return laidOut;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}
