/** The pages in docs/, as a reader's browser sees them: headings that can be linked to, and links. */

import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../docs/", import.meta.url);

export const PAGES: readonly string[] = readdirSync(FOLDER).filter((name) => name.endsWith(".md"));

export function pageText(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

/** Code is no prose: a `#` in it begins no heading, and brackets in it are no links. */
function proseOf(name: string): string {
  return pageText(name).replaceAll(/^```[\s\S]*?^```$/gm, "");
}

/**
 * The fragments by which a page's headings are linked to, as GitHub makes them; one that occurs twice
 * is there twice.
 */
export function anchorsOf(name: string): readonly string[] {
  return [...proseOf(name).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Where a page's links lead, as they are written. */
export function linksOf(name: string): readonly string[] {
  return [...proseOf(name).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
}
