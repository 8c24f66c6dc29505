/** An invariant: a requirement that must hold for every history, so it is checked on generated ones. @module */

import type fc from "fast-check";
import type { Deeds, History } from "../histories/history.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { checkProperty, type Property } from "./check-property.ts";

export type Invariant = Requirement & { readonly property: Property };

/** An invariant as it is written down, for a sender to take up. */
export type InvariantEntry = Omit<
  Requirement,
  "provider" | "level" | "profile" | "proof" | "check"
> &
  Omit<Property, "id"> & {
    readonly profile?: "fault";
    readonly kills: string;
  };

/** One that every sender's endpoint promises: each plays it in its own world. */
export type SharedInvariant = Omit<InvariantEntry, "arbitrary"> & {
  readonly histories: (deeds: Deeds) => fc.Arbitrary<History>;
};

export function invariant(entry: InvariantEntry & Pick<Requirement, "provider">): Invariant {
  const { kills, arbitrary, holdsFor, runsMax, isRace, profile = "state", ...described } = entry;
  const property: Property = {
    id: entry.id,
    arbitrary,
    holdsFor,
    ...(runsMax === undefined ? {} : { runsMax }),
    ...(isRace === undefined ? {} : { isRace }),
  };
  return {
    ...described,
    level: "MUST",
    profile,
    proof: { kills },
    property,
    check: (trial, effort) => checkProperty(trial, effort, property),
  };
}

/** Whether a requirement is checked on generated histories. */
export function isInvariant(requirement: Requirement): requirement is Invariant {
  return "property" in requirement;
}
