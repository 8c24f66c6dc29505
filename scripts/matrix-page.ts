/** What the harness finds of this repository's own receivers, as a page of the documentation. Pure. @module */

import { createPatch } from "diff";
import { compare } from "../harness/comparison/comparison.ts";
import { areasTable, differences } from "../harness/comparison/format-markdown.ts";
import type { NamedReport } from "../harness/comparison/rows.ts";
import { markOf } from "../harness/comparison/words.ts";
import { DIFFERING } from "../harness/mutants/differing/all.ts";
import { exitCodeOf } from "../harness/run/exit-code.ts";
import type { Finding } from "../harness/run/report.ts";

export const MATRIX_PAGE = "docs/matrix.md";

const INTRODUCTION = `# The matrix

What the harness finds of the receivers of this repository: the [reference receiver](../server/README.md) on three
runtimes, and the [examples](../examples/README.md). A number and its mark say how many requirements of an area are so:
${"`✓`"} held, ${"`✗`"} broken, ${"`-`"} untested; where nothing stands the receiver was not asked, since it doesn't take that sender's
webhooks. None breaks a MUST. What a runtime's own HTTP server does is not for a receiver to mend.

\`scripts/test --all\` fails where this page is not what it found. To make it anew, which takes seven minutes:

\`\`\`sh
scripts/matrix
\`\`\`
`;

/** @param reports Of all receivers, in the order of their columns. */
export function matrixPage(reports: readonly NamedReport[]): string {
  const comparison = compare(reports);
  const [heading = "", ...more] = differences(comparison, false);
  return `${[
    INTRODUCTION,
    "## By area",
    "",
    areasTable(comparison),
    "",
    heading.replace("###", "##"),
    ...more.flatMap((block) => ["", block]),
    "",
    ...differingReceivers(),
  ].join("\n")}\n`;
}

/** Their verdicts are what they say themselves: the hunt fails where one breaks more than that, or less. */
export function differingReceivers(): readonly string[] {
  return [
    "## Correct receivers that differ",
    "",
    "Receivers in memory, each of which is right in another way. `scripts/harness mutants` judges them at the endpoint of each",
    "sender: none breaks a MUST, and each those SHOULDs alone that it says ahead.",
    "",
    "| receiver | how it differs | SHOULDs that it breaks |",
    "| --- | --- | --- |",
    ...DIFFERING.map(
      ({ name, way, breaks = [] }) =>
        `| ${name} | ${way} | ${breaks.map((id) => `\`${id}\``).join(", ")} |`,
    ),
  ];
}

/** How the reasons read of what a machine had no time to try. */
const OUT_OF_TIME = [
  /^no two deliveries overlapped/,
  /^fewer than \d+ events were acknowledged/,
  / takes so long here that it may be given up$/,
  / apart: one of them got none$/,
];

/** A verdict of one receiver's, by the name of its column. */
type Place = { readonly receiver: string; readonly id: string };

/** @returns What was not tried only since the machine was busy: it is no verdict to publish. */
export function untriedForTime(reports: readonly NamedReport[]): readonly Place[] {
  return reports.flatMap(({ name, report }) =>
    report.findings.filter(isUntriedForTime).map(({ id }) => ({ receiver: name, id })),
  );
}

function isUntriedForTime({ verdict, reason }: Finding): boolean {
  return verdict === "untested" && OUT_OF_TIME.some((why) => why.test(reason ?? ""));
}

/** @returns The receivers whose own run fails: a page of verdicts that are none says nothing more. */
export function failedByThemselves(reports: readonly NamedReport[]): readonly string[] {
  return reports
    .filter(({ report }) => exitCodeOf(report, report.header.strict) !== 0)
    .map(({ name }) => name);
}

/**
 * @param page As it is published.
 * @returns Where it says something else of a verdict than the reports do, line by line; null where it does not.
 */
export function notAsPublished(page: string, reports: readonly NamedReport[]): string | null {
  const broken = publishedBroken(page);
  const found = verdictsOnly(matrixPage(reports.map((each) => withTime(each, broken))));
  const published = verdictsOnly(page);
  if (published === found) return null;
  return createPatch(MATRIX_PAGE, published, found, "published", "found", { context: 0 });
}

/** What a busy machine did not try is as it was published. It is only compared, and not written. */
function withTime({ name, report }: NamedReport, broken: readonly Place[]): NamedReport {
  const findings = report.findings.map((finding): Finding => {
    if (!isUntriedForTime(finding)) return finding;
    const wasBroken = broken.some(({ receiver, id }) => receiver === name && id === finding.id);
    return wasBroken
      ? { ...finding, verdict: "broken" }
      : { ...finding, verdict: "held", reason: null };
  });
  return { name, report: { ...report, findings } };
}

/** What is broken stands by itself on the page, in a row with its id. */
function publishedBroken(page: string): readonly Place[] {
  const rows = page.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const [, , , ...receivers] = rows.find(([, first]) => first === "requirement") ?? [];
  return rows.flatMap(([, id = "", , ...marks]) =>
    marks.flatMap((mark, column): readonly Place[] => {
      const receiver = receivers[column];
      return mark === markOf("broken") && receiver !== undefined
        ? [{ receiver, id: id.replaceAll("`", "") }]
        : [];
    }),
  );
}

/** Without what was seen, in which another machine may differ: the tables have the verdicts. */
function verdictsOnly(page: string): string {
  return page.replace(/^- .*\n/gm, "");
}
