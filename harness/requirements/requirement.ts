/**
 * What a requirement is, and how a check says what it found.
 *
 * A check returns where the requirement held, and throws otherwise: {@link Broken} accuses the
 * target, {@link Untested} and {@link Unreachable} accuse nobody, and anything else is our own bug.
 *
 * @module
 */

import type { Provider } from "../providers/provider.ts";
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

/** What the target must offer for the requirement to be testable (target contract). */
export type Profile = "wire" | "state" | "fault";

export type Requirement = {
  /** Stable for ever: reports, baselines and people refer to it. Other senders' than Proxy's begin
   * with their name. */
  readonly id: `${"" | "gwop/"}${Area}/${string}`;
  /** Whose endpoint it is about: Proxy's, unless another is named. */
  readonly provider?: Provider;
  readonly level: Level;
  readonly profile: Profile;
  /** One sentence, of the receiver. */
  readonly claim: string;
  /** The bug or the attack that it stops, with a public reference where there is one. */
  readonly why: string;
  /** The seed's sentence or the spec's section that asks for it. */
  readonly source: string;
  /** What to change, in one or two sentences. */
  readonly remedy: string;
  /** The mutant that it is there to kill; or, rarely, why no mutant can show it. */
  readonly proof: { readonly kills: string } | { readonly cannot: string };
  readonly check: (trial: Trial) => Promise<void>;
};

/** The target did not do what the requirement asks for. */
export class Broken extends Error {
  override readonly name = "Broken";
  /** What else a person needs to see it: steps, shrunk histories, answers. */
  readonly details: readonly string[];
  /** fast-check's path to the smallest counterexample, where one was generated. */
  readonly path: string | null;

  constructor(message: string, details: readonly string[] = [], path: string | null = null) {
    super(message);
    this.details = details;
    this.path = path;
  }
}

/** The target does not offer what the check needs. */
export class Untested extends Error {
  override readonly name = "Untested";
}

/** The target or the simulator could not be reached: that says nothing about the requirement. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}
