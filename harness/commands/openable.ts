/** Where a reader finds the pages that requirements name. @module */

import { join, relative } from "node:path";
import { packaged, ROOT } from "../settings/own-files.ts";

/**
 * The headings that a requirement names, as paths that can be opened. Reports that are kept name them
 * as they are, since they are to be the same on every machine; so does a single executable, which has
 * no pages beside it.
 *
 * @param folder The one in which the harness was called.
 */
export function openable(source: string, folder: string): string {
  if (packaged?.kind === "executable") return source;
  return source
    .split("; ")
    .map((heading) => shorter(relative(folder, join(ROOT, heading)), join(ROOT, heading)))
    .join("; ");
}

/** Far from here, as in a package manager's cache, the whole path is easier to read. */
function shorter(one: string, other: string): string {
  return one.length <= other.length ? one : other;
}
