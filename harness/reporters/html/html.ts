/** A report as one page, which needs nothing beside it: for who would rather look than read. @module */

import { html } from "hono/html";
import { selfContained } from "../../pages/self-contained.ts";
import { conclusionOf } from "../../run/conclusion.ts";
import type { Report } from "../../run/report.ts";
import type { View } from "../text.ts";
import { causesOf, firstOf } from "./causes.ts";
import { listsOf } from "./lists.ts";
import { runOf, triedOf } from "./run.ts";
import { summaryOf } from "./summary.ts";

/** The stories are those of the text, with the drawings of each; every requirement has an anchor. */
export function formatHtml(report: Report, { locate }: Pick<View, "locate">): string {
  const findings = report.findings.map((each) => ({ ...each, source: locate(each.source) }));
  const located = { ...report, findings };
  return selfContained(
    { title: `Conformance: ${conclusionOf(report)}`, style: ["report.css"] },
    html`${summaryOf(located)}
${firstOf(located)}${causesOf(located)}${triedOf(located)}${listsOf(located)}${runOf(located)}`,
  );
}
