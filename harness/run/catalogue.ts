/** Every requirement, in the order of a report: that of the newest set. @module */

import { effectsAt } from "../effects/exactly-once.ts";
import type { Counting } from "../effects/one-by-one.ts";
import type { Invariant } from "../properties/invariant.ts";
import { PROVIDERS } from "../providers/providers.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { inOrderOfSet, NEWEST_SET } from "./requirement-sets.ts";

/** Sender by sender. */
export const INVARIANTS: readonly Invariant[] = PROVIDERS.flatMap(({ invariants }) => invariants);

export const CATALOGUE: readonly Requirement[] = inOrderOfSet(
  NEWEST_SET,
  PROVIDERS.flatMap(({ requirements, invariants }) => [...requirements, ...invariants]),
);

/**
 * What is asked beside the catalogue, of every sender's endpoint, where there is a number to be read: so
 * it is in no set, and no set changes by it.
 *
 * @param requirements Of which the stories are taken.
 * @param counting Null where it is only told what would be asked.
 */
export function effectsOf(
  requirements: readonly Requirement[],
  counting: Counting | null,
): readonly Requirement[] {
  return PROVIDERS.flatMap(({ name }) => {
    const named = (id: string): string => (name === PROVIDERS[0].name ? id : `${name}/${id}`);
    return effectsAt(name, named, requirements, counting);
  });
}

export const EFFECTS: readonly Requirement[] = effectsOf(CATALOGUE, null);

/** Of all senders, whose histories may be in a file. */
export const VERBS: readonly string[] = PROVIDERS.flatMap(({ verbs }) => verbs);
