/** Of the changes between two runs, which are told one by one, and which are counted. Pure. @module */

import { CHANGE_KINDS, CHANGES, type Change, type ChangeKind, type Changes } from "./changes.ts";

/** More than this of one kind have one cause, most likely, such as another flag. */
const NAMED_MAX = 12;

/** What somebody has to look at, however much it is. */
const ALWAYS_NAMED: ReadonlySet<ChangeKind> = new Set(["newlyBroken", "mended", "doubtful"]);

export type ToldChanges = {
  readonly kind: ChangeKind;
  /** In words. */
  readonly title: string;
  /** Told one by one. */
  readonly named: readonly Change[];
  /** The others. */
  readonly counted: readonly Change[];
};

/** @returns The kinds of which there is any, what matters most first. */
export function toldChanges(changes: Changes, showsAll: boolean): readonly ToldChanges[] {
  return CHANGE_KINDS.filter((kind) => changes[kind].length > 0).map((kind) => {
    const those = changes[kind];
    const isNamed = showsAll || ALWAYS_NAMED.has(kind) || those.length <= NAMED_MAX;
    // Asked for the first time and broken at once is nothing to count.
    const named = isNamed ? those : those.filter(({ after }) => after.verdict === "broken");
    const counted = those.filter((change) => !named.includes(change));
    return { kind, title: `${CHANGES[kind]} (${those.length})`, named, counted };
  });
}
