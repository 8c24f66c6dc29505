/** What several reports say of each requirement. Pure. @module */

import { type Finding, isKnown, type Report, type Verdict } from "../run/report.ts";

/** A report, and what its column is called. */
export type NamedReport = { readonly name: string; readonly report: Report };

/** What one run found of one requirement. */
export type Cell = {
  /** Null where it was not asked. */
  readonly verdict: Verdict | null;
  /** In one line; null where it held, or was not asked. */
  readonly reason: string | null;
  /** Broken, as the run's baseline expected. */
  readonly isKnown: boolean;
};

export type Row = {
  readonly id: string;
  /** As the last report has it that asked for it. */
  readonly level: Finding["level"];
  readonly claim: string;
  /** One for each report. */
  readonly cells: readonly Cell[];
};

/** @returns One for each requirement that any of them asked for, in the order of the report that has most. */
export function rowsOf(reports: readonly NamedReport[]): readonly Row[] {
  const byId = reports.map(
    ({ report }) => new Map(report.findings.map((finding) => [finding.id, finding])),
  );
  const ids = new Set(byId.toSorted((a, b) => b.size - a.size).flatMap((each) => [...each.keys()]));
  return [...ids].flatMap((id): readonly Row[] => {
    const findings = byId.map((each) => each.get(id));
    const last = findings.findLast((finding) => finding !== undefined);
    if (last === undefined) return [];
    return [{ id, level: last.level, claim: last.claim, cells: findings.map(cellOf) }];
  });
}

function cellOf(finding: Finding | undefined): Cell {
  if (finding === undefined) return { verdict: null, reason: null, isKnown: false };
  const { verdict, reason } = finding;
  return { verdict, reason, isKnown: isKnown(finding) };
}

/** @returns Its sender as well, where that is not the first: `gwop/order` of `gwop/order/any-order`. */
export function areaOf({ id }: Pick<Row, "id">): string {
  return id.slice(0, Math.max(0, id.lastIndexOf("/"))) || id;
}
