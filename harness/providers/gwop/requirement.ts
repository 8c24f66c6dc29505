/** What is Gwop's begins with its name. @module */

import type { Entry, Requirement } from "../../requirements/requirement.ts";

/** @returns The id of one of Gwop's promises, or the name of a mutant of its receiver. */
export function named(id: string): string {
  return `gwop/${id}`;
}

/** An entry, as a promise of Gwop's endpoint, with the mutant of Gwop's receiver that it kills. */
export function ofGwop({ id, proof, ...entry }: Entry): Requirement {
  return {
    id: named(id),
    provider: "gwop",
    ...entry,
    proof: "kills" in proof ? { kills: named(proof.kills) } : proof,
  };
}
