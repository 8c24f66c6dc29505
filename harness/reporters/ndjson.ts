/**
 * A report as it goes: one JSON value a line, each complete when it is written.
 *
 * A run that is killed leaves a readable file without an `end`, which is how one can tell. Findings
 * come as they are made, in no fixed order, unless a finished report is formatted.
 *
 * @module
 */

import { type Finding, type Foundation, type Header, type Report, tallyOf } from "../run/report.ts";

export function startLine(header: Header): string {
  return lineOf({ event: "start", version: 2, header });
}

/** What a run stands on, and was broken: before all findings. */
export function foundationLine(foundation: Foundation): string {
  return lineOf({ event: "foundation", foundation });
}

export function findingLine(finding: Finding): string {
  return lineOf({ event: "finding", finding });
}

export function endLine({ findings, remarks, stopped, schedules, measurements }: Report): string {
  const tally = tallyOf(findings);
  return lineOf({ event: "end", tally, remarks, stopped, schedules, measurements });
}

export function formatNdjson(report: Report): string {
  return [
    startLine(report.header),
    ...report.foundations.map(foundationLine),
    ...report.findings.map(findingLine),
    endLine(report),
  ].join("");
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
