/** Where a reader finds the pages that requirements name. @module */

import { join, relative } from "node:path";
import { packaged, ROOT } from "../settings/own-files.ts";

/**
 * The headings that a requirement names, as paths that can be opened. Reports keep them as they are,
 * since they are to be the same on every machine.
 *
 * @param folder The one in which the harness was called.
 */
export function openable(source: string, folder: string): string {
  if (packaged?.kind === "executable") return source;
  return source
    .split("; ")
    .map((heading) => relative(folder, join(ROOT, heading)))
    .join("; ");
}
