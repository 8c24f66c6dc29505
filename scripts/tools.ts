/** Programs that some tests use, and that the project's own files don't install. @module */

import { readFileSync } from "node:fs";
import { findExecutable } from "./find-executable.ts";

export type Tool = {
  readonly command: string;
  /** Debian's. */
  readonly package: string;
  /** What it does in the tests. */
  readonly purpose: string;
};

/** @param table A line a tool: its command, its package, and what it does, as in `tools.txt`. */
export function parseTools(table: string): readonly Tool[] {
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [command = "", name = "", ...words] = line.split(/ +/);
      return { command, package: name, purpose: words.join(" ") };
    });
}

/** @returns The tools that are not on the PATH. */
export function missingTools(path: string): readonly Tool[] {
  const tools = parseTools(readFileSync(new URL("tools.txt", import.meta.url), "utf8"));
  return tools.filter(({ command }) => findExecutable(command, path) === null);
}

export function explainMissing({ command, package: name, purpose }: Tool): string {
  return `${command} is not there, which ${purpose}: tests that use it are skipped (apt-get install ${name})`;
}
