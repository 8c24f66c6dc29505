/** A report for machines, by docs/report.schema.json. @module */

import type { Report } from "../run/report.ts";

export function formatJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
