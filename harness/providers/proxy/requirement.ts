/** What is Proxy's, who was first: its ids have no prefix. @module */

import type { Requirement } from "../../requirements/requirement.ts";

/** An entry, as a promise of Proxy's endpoint. */
export function ofProxy<T extends Pick<Requirement, "id">>(
  entry: T,
): T & Pick<Requirement, "provider"> {
  return { ...entry, provider: "proxy" };
}
