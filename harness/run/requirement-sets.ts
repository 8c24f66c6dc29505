/**
 * Frozen sets of requirements: what a version of this harness asked for, for good.
 *
 * A team that pins a set is not failed by a requirement that was added after it. The catalogue
 * itself is always the newest set: `requirement-sets.test.ts` fails where the two differ, and where
 * a requirement of any set was removed or weakened.
 *
 * @module
 */

import type { Level, Requirement } from "../requirements/requirement.ts";
import sets from "./requirement-sets.json" with { type: "json" };

/** Version -> requirement id -> the level that it was published with. */
export const REQUIREMENT_SETS: Readonly<Record<string, Readonly<Record<string, string>>>> = sets;

export const NEWEST_SET = Object.keys(REQUIREMENT_SETS).at(-1) ?? "";

/**
 * @returns The requirements as a set lists them, which is also how a report does. Those that the set
 * doesn't have come last.
 */
export function inOrderOfSet(
  version: string,
  requirements: readonly Requirement[],
): readonly Requirement[] {
  const ids = Object.keys(REQUIREMENT_SETS[version] ?? {});
  const rank = new Map(ids.map((id, position) => [id, position]));
  const rankOf = ({ id }: Requirement): number => rank.get(id) ?? ids.length;
  return requirements.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** @returns The requirements of a version, at the levels of that version; null if there is none. */
export function requirementsOf(
  catalogue: readonly Requirement[],
  version: string,
): readonly Requirement[] | null {
  const set = REQUIREMENT_SETS[version];
  if (set === undefined) return null;
  return catalogue.flatMap((requirement) => {
    const level = levelOf(set[requirement.id]);
    return level === null ? [] : [{ ...requirement, level }];
  });
}

function levelOf(text: string | undefined): Level | null {
  return text === "MUST" || text === "SHOULD" ? text : null;
}
