/** Where a reader finds the pages that requirements name. @module */

import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** In which `docs/` stands. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The headings that a requirement names, as paths that can be opened. Reports keep them as they are,
 * since they are to be the same on every machine.
 *
 * @param folder The one in which the harness was called.
 */
export function openable(source: string, folder: string): string {
  return source
    .split("; ")
    .map((heading) => relative(folder, join(ROOT, heading)))
    .join("; ");
}
