/** Reports side by side, as a value: requirements by receivers, or by runs of one. Pure. @module */

import { exitCodeOf } from "../run/exit-code.ts";
import { type Tally, tallyOf } from "../run/report.ts";
import { type Changes, changesBetween } from "./changes.ts";
import { areaOf, type NamedReport, type Row, rowsOf } from "./rows.ts";
import { type Trend, trendOf } from "./trend.ts";

export type Column = {
  readonly name: string;
  /** The receiver's webhook URL. */
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly seed: number;
  readonly requirementSet: string;
  readonly tally: Tally;
  /** Of its run, as the target contract numbers them. */
  readonly exitCode: number;
};

export type Area = { readonly name: string; readonly rows: readonly Row[] };

/** From an earlier run to a later one, by their names. */
export type Step = { readonly from: string; readonly to: string; readonly changes: Changes };

export type Comparison = {
  /** Of this value, as it is printed for programs. */
  readonly version: 1;
  readonly columns: readonly Column[];
  readonly areas: readonly Area[];
  /** From the last but one to the last; null where the columns are no two runs, one after the other. */
  readonly step: Step | null;
  /** Where the columns are runs in the order of their time; else null. */
  readonly trend: Trend | null;
};

/** @param reports At least two. Two alone are an earlier run and a later one. */
export function compare(reports: readonly NamedReport[]): Comparison {
  const rows = rowsOf(reports);
  return comparisonOf(reports, rows, {
    step: reports.length === 2 ? stepOf(reports, rows) : null,
    trend: null,
  });
}

/** @param reports At least one, in any order: runs are told in the order in which they began. */
export function compareOverTime(reports: readonly NamedReport[]): Comparison {
  const runs = reports.toSorted((a, b) => startOf(a) - startOf(b));
  const rows = rowsOf(runs);
  return comparisonOf(runs, rows, { step: stepOf(runs, rows), trend: trendOf(rows, runs.length) });
}

function comparisonOf(
  reports: readonly NamedReport[],
  rows: readonly Row[],
  { step, trend }: Pick<Comparison, "step" | "trend">,
): Comparison {
  const areas = [...Map.groupBy(rows, areaOf)].map(([name, rows]) => ({ name, rows }));
  return { version: 1, columns: reports.map(columnOf), areas, step, trend };
}

function stepOf(reports: readonly NamedReport[], rows: readonly Row[]): Step | null {
  const [from, to] = [reports.at(-2), reports.at(-1)];
  if (from === undefined || to === undefined) return null;
  const changes = changesBetween(rows, reports.length - 2, reports.length - 1);
  return { from: from.name, to: to.name, changes };
}

function columnOf({ name, report }: NamedReport): Column {
  const { target, startedAt, seed, requirementSet, strict } = report.header;
  const tally = tallyOf(report.findings);
  const exitCode = exitCodeOf(report, strict);
  return { name, target, startedAt, seed, requirementSet, tally, exitCode };
}

function startOf({ report }: NamedReport): number {
  return Date.parse(report.header.startedAt);
}
