/** What the harness finds of this repository's own receivers, as a page of the documentation. Pure. @module */

import { createPatch } from "diff";
import { compare } from "../harness/comparison/comparison.ts";
import { areasTable, differences } from "../harness/comparison/format-markdown.ts";
import type { NamedReport } from "../harness/comparison/rows.ts";
import { DIFFERING } from "../harness/mutants/differing/all.ts";
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

/** Why a busy machine may not try what another one does: how the reasons begin. */
const BUSY = ["no two deliveries overlapped", "fewer than "];

/**
 * @param page As it is published.
 * @returns Where it says something else of a verdict than the reports do, line by line; null where it does not.
 */
export function notAsPublished(page: string, reports: readonly NamedReport[]): string | null {
  const found = verdictsOnly(matrixPage(reports.map(asOnAnIdleMachine)));
  const published = verdictsOnly(page);
  if (published === found) return null;
  return createPatch(MATRIX_PAGE, published, found, "published", "found", { context: 0 });
}

/** What could not be tried for want of time is no difference. It is only compared, and not written. */
function asOnAnIdleMachine({ name, report }: NamedReport): NamedReport {
  const isLuck = ({ verdict, reason }: Finding): boolean =>
    verdict === "untested" && BUSY.some((why) => reason?.startsWith(why));
  const findings = report.findings.map(
    (finding): Finding =>
      isLuck(finding) ? { ...finding, verdict: "held", reason: null } : finding,
  );
  return { name, report: { ...report, findings } };
}

/** Without what was seen, in which another machine may differ: the tables have the verdicts. */
function verdictsOnly(page: string): string {
  return page.replace(/^- .*\n/gm, "");
}
