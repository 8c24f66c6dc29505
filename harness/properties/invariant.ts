/** An invariant: a requirement that must hold for every history, so it is checked on generated ones. @module */

import type { Requirement } from "../requirements/requirement.ts";
import { checkProperty, type Property } from "./check-property.ts";

export type Invariant = Requirement & { readonly property: Property };

export type InvariantEntry = Omit<Requirement, "level" | "profile" | "proof" | "check"> &
  Property & {
    readonly profile?: "fault";
    readonly kills: string;
  };

export function invariant(entry: InvariantEntry): Invariant {
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
    check: (trial) => checkProperty(trial, property),
  };
}
