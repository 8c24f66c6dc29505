/** Every requirement, in the order of a report: that of the newest set. @module */

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

/** Of all senders, whose histories may be in a file. */
export const VERBS: readonly string[] = PROVIDERS.flatMap(({ verbs }) => verbs);
