/** Which requirements need no line of their own. Pure. @module */

import type { Verdict } from "../run/report.ts";
import type { Area } from "./comparison.ts";
import type { Row } from "./rows.ts";

/** Of one area: a row by itself, or how many are alike. */
export type Line =
  | { readonly kind: "alone"; readonly row: Row }
  | {
      readonly kind: "alike";
      readonly verdicts: readonly (Verdict | null)[];
      readonly rows: readonly Row[];
    };

/** @returns Those that are alike first; what is broken or doubtful anywhere always stands alone. */
export function linesOf({ rows }: Area): readonly Line[] {
  const groups = Map.groupBy(
    rows.filter((row) => !isAccused(row)),
    ({ cells }) => cells.map(({ verdict }) => verdict).join(),
  );
  const alike = [...groups.values()].filter((rows) => rows.length > 1 || rows.every(isHeldByAll));
  const shared = new Set(alike.flat());
  return [
    ...alike.map((rows): Line => ({ kind: "alike", verdicts: verdictsOf(rows), rows })),
    ...rows.filter((row) => !shared.has(row)).map((row): Line => ({ kind: "alone", row })),
  ];
}

export function isHeldByAll({ cells }: Row): boolean {
  return cells.every(({ verdict }) => verdict === "held");
}

function isAccused({ cells }: Row): boolean {
  return cells.some(({ verdict }) => verdict === "broken" || verdict === "inconclusive");
}

function verdictsOf(rows: readonly Row[]): readonly (Verdict | null)[] {
  return rows[0]?.cells.map(({ verdict }) => verdict) ?? [];
}
