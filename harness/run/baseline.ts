/**
 * Known deviations: what a team has decided to live with, each with its reason.
 *
 * A baseline may only shrink by itself: an entry that no longer breaks fails the run, so that the
 * file never claims more than is true.
 *
 * @module
 */

/** Requirement id -> why its breaking is expected. */
export type Baseline = ReadonlyMap<string, string>;

/**
 * Reads a baseline: a requirement's id and a reason on each line; `#` begins a comment line.
 *
 * @param known The ids that there are.
 * @returns The entries; or everything that is wrong with the file, by line.
 */
export function parseBaseline(
  text: string,
  known: ReadonlySet<string>,
):
  | { readonly ok: true; readonly baseline: Baseline }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const entries = new Map<string, string>();
  const problems: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const entry = line.trim();
    if (entry === "" || entry.startsWith("#")) continue;

    const [id = ""] = entry.split(/\s/, 1);
    const reason = entry.slice(id.length).trim();
    const complain = (problem: string) => problems.push(`line ${index + 1}: ${id} ${problem}`);
    if (!known.has(id)) complain("is no requirement: `list` prints them all");
    else if (reason === "") complain("has no reason: expected one after the id");
    else if (entries.has(id)) complain("stands there twice");
    entries.set(id, reason);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, baseline: entries };
}
