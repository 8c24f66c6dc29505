/** What a requirement is. @module */

import type { Effort } from "../histories/effort.ts";
import type { Profile } from "../target/target.ts";
import type { Trial } from "../trial/trial.ts";

export const AREAS = [
  "signature",
  "time",
  "body",
  "envelope",
  "dedupe",
  "order",
  "race",
  "state",
  "entitlement",
  "http",
  "secrecy",
] as const;

export type Area = (typeof AREAS)[number];

export type Level = "MUST" | "SHOULD";

/** The mutant that a requirement is there to kill, and others of the same kind. */
export type Proof =
  | { readonly kills: string; readonly also?: readonly string[] | undefined }
  | { readonly cannot: string };

/** @returns Every mutant that it is there to kill. */
export function killsOf({ proof }: Pick<Requirement, "proof">): readonly string[] {
  return "kills" in proof ? [proof.kills, ...(proof.also ?? [])] : [];
}

/** A promise, as it is written down: whose endpoint makes it is not said here. */
export type Entry = {
  /** Stable for ever: reports, baselines and people refer to it. */
  readonly id: `${Area}/${string}`;
  readonly level: Level;
  readonly profile: Profile;
  /** One sentence, of the receiver. */
  readonly claim: string;
  /** The bug or the attack that it stops, with a public reference where there is one. */
  readonly why: string;
  /** The headings that ask for it, with `; ` between them: `docs/target-contract.md#ids`. */
  readonly source: string;
  /** What to change, in one or two sentences. */
  readonly remedy: string;
  /** Which mutants it is there to kill; or, rarely, why no mutant can show it. */
  readonly proof: Proof;
  /**
   * Asked after all others and by itself, since it keeps the target so busy that it may rightly put
   * off what others send meanwhile, or looks back at what was bought when the run began.
   */
  readonly isLast?: "crowds" | "looks back";
  /** Takes up no lane: nearly all of its time it waits for the target's own deadline. */
  readonly onlyWaits?: true;
  readonly check: (trial: Trial, effort: Effort) => Promise<void>;
};

/** A promise of one sender's endpoint. */
export type Requirement = Omit<Entry, "id"> & {
  /** Its entry's; other senders' than Proxy's begin with their name: `gwop/order/any-order`. */
  readonly id: string;
  /** Who sends to that endpoint. */
  readonly provider: string;
};
