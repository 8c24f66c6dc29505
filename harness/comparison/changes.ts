/** What is not as it was between two runs. Pure. @module */

import type { Verdict } from "../run/report.ts";
import type { Cell, Row } from "./rows.ts";

/** What can become of a requirement, what matters most first; in the words in which it is told. */
export const CHANGES = {
  newlyBroken: "newly broken",
  mended: "mended",
  doubtful: "doubtful now",
  newlyUntested: "no longer tried",
  nowHeld: "held, and was not tried before",
  newlyAsked: "not asked before",
  noLongerAsked: "no longer asked",
} as const;

export type ChangeKind = keyof typeof CHANGES;

export const CHANGE_KINDS = Object.keys(CHANGES) as readonly ChangeKind[]; // an object's keys are those of its type here

export type Change = Pick<Row, "id" | "level" | "claim"> & {
  readonly before: Cell;
  readonly after: Cell;
};

/** Every kind is there, though there may be nothing of it. */
export type Changes = Readonly<Record<ChangeKind, readonly Change[]>>;

/**
 * @param from The earlier run, by the number of its column.
 * @param to The later one.
 */
export function changesBetween(rows: readonly Row[], from: number, to: number): Changes {
  const changed = rows.flatMap(({ id, level, claim, cells }) => {
    const [before, after] = [cells[from], cells[to]];
    if (before === undefined || after === undefined) return [];
    const kind = kindOf(before.verdict, after.verdict);
    return kind === null ? [] : [{ kind, change: { id, level, claim, before, after } }];
  });
  const of = (wanted: ChangeKind): readonly Change[] =>
    changed.filter(({ kind }) => kind === wanted).map(({ change }) => change);
  return {
    newlyBroken: of("newlyBroken"),
    mended: of("mended"),
    doubtful: of("doubtful"),
    newlyUntested: of("newlyUntested"),
    nowHeld: of("nowHeld"),
    newlyAsked: of("newlyAsked"),
    noLongerAsked: of("noLongerAsked"),
  };
}

function kindOf(before: Verdict | null, after: Verdict | null): ChangeKind | null {
  if (before === after) return null;
  if (before === null) return "newlyAsked";
  switch (after) {
    case null:
      return "noLongerAsked";
    case "broken":
      return "newlyBroken";
    case "inconclusive":
      return "doubtful";
    case "held":
      return before === "broken" ? "mended" : "nowHeld";
    // Of what can't be tried, that it is blocked now is told by what it stands on.
    case "untested":
    case "blocked":
      return before === "untested" || before === "blocked" ? null : "newlyUntested";
  }
}
