/** A promise that every sender's endpoint makes, as one of them makes it. @module */

import type { Entry, Proof, Requirement } from "./requirement.ts";

/** What of a promise is said otherwise at one sender's endpoint. */
export type Wording = Partial<Pick<Entry, "claim" | "why" | "remedy">> & {
  /** Another mutant, where its receiver can have the same effect by another bug. */
  readonly kills?: string;
};

export type Taker = {
  readonly provider: string;
  /** The id of a promise, and the name of a mutant, at this sender's. */
  readonly named: (id: string) => string;
  readonly sourceOf: (source: string) => string;
  /** By the ids that the entries have. */
  readonly wording: ReadonlyMap<string, Wording>;
};

export function atSender({ provider, named, sourceOf, wording }: Taker, entry: Entry): Requirement {
  const { id, source, proof } = entry;
  const { kills = "kills" in proof ? proof.kills : null, ...said } = wording.get(id) ?? {};
  return {
    ...entry,
    ...said,
    id: named(id),
    provider,
    source: sourceOf(source),
    proof:
      kills === null ? proof : proofAt(named, kills, "kills" in proof ? proof.also : undefined),
  };
}

/** The same mutants, of another sender's receiver. */
export function proofAt(
  named: (name: string) => string,
  kills: string,
  also: readonly string[] | undefined,
): Proof {
  return also === undefined
    ? { kills: named(kills) }
    : { kills: named(kills), also: also.map(named) };
}
