/** Rewrites the headers of a request, for mutants that read them otherwise. @module */

import type { Incoming } from "../passing.ts";

/** @param change From the header's values to those that the mutant sees; none leaves it out. */
export function withHeader(
  incoming: Incoming,
  name: string,
  change: (values: readonly string[]) => readonly string[],
): Incoming {
  const values = change(incoming.headers.get(name) ?? []);
  const others = [...incoming.headers].filter(([other]) => other !== name);
  return {
    ...incoming,
    headers: new Map(values.length === 0 ? others : [...others, [name, values]]),
  };
}
