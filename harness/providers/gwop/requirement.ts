/** What is Gwop's begins with its name. @module */

import type { Effort } from "../../histories/effort.ts";
import { proofAt } from "../../requirements/at-sender.ts";
import type { Entry, Requirement } from "../../requirements/requirement.ts";
import { GWOP } from "./sender.ts";
import { atGwop, type GwopTrial } from "./trial.ts";

/** A promise that only Gwop's endpoint can make: its check plays Gwop's world. */
export type GwopEntry = Omit<Entry, "check"> & {
  readonly check: (trial: GwopTrial, effort: Effort) => Promise<void>;
};

/** @returns The id of one of Gwop's promises, or the name of a mutant of its receiver. */
export function named(id: string): string {
  return `${GWOP}/${id}`;
}

/** An entry, as a promise of Gwop's endpoint, with the mutant of Gwop's receiver that it kills. */
export function ofGwopAlone({ id, proof, check, ...entry }: GwopEntry): Requirement {
  return {
    id: named(id),
    provider: GWOP,
    ...entry,
    proof: "kills" in proof ? proofAt(named, proof.kills, proof.also) : proof,
    check: (trial, effort) => check(atGwop(trial), effort),
  };
}
