/**
 * The harness's own files: beside its sources, or in what `scripts/package` makes of them, a package with
 * one file of code, or an executable with nothing beside it.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What `scripts/package` tells the file that it makes. */
export type Packaged = {
  /** Of the package, and of its command. */
  readonly name: string;
  readonly kind: "package" | "executable";
  /** What is read at run time, by its path from the project's root. */
  readonly texts: Readonly<Record<string, string>>;
};

/** Put there by the bundler; from sources there is no such name. */
declare const PACKAGED: Packaged | undefined;

/** Null where the harness runs from its sources. */
export const packaged: Packaged | null = typeof PACKAGED === "undefined" ? null : PACKAGED;

/** The folder in which `docs/` stands: the project's or the package's. An executable has none. */
export const ROOT = fileURLToPath(new URL(packaged === null ? "../../" : "../", import.meta.url));

/**
 * The file that a thread begins in.
 *
 * @param source The thread's module, as seen from the one that starts it.
 * @param from That one's `import.meta.url`.
 */
export function threadFile(source: string, from: string): URL {
  // A package is one file, which sees by the thread's data which one it is: packaging/entry.ts.
  return packaged === null ? new URL(source, from) : new URL(from);
}

/** @param file Its path from the project's root. */
export function readOwnText(file: string): string {
  if (packaged === null) return readFileSync(join(ROOT, file), "utf8");
  const text = packaged.texts[file];
  if (text === undefined) throw new Error(`Bug: ${file} is not in this package`);
  return text;
}
