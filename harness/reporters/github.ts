/**
 * A report for the summary page of a GitHub Actions job, in Markdown.
 *
 * Whatever a target could have a say in stands in an indented code block: unlike a fence or a
 * table, nothing inside can end it, so that nothing has to be escaped.
 *
 * @module
 */

import {
  type Finding,
  isKnown,
  isStale,
  type Report,
  STALE,
  tallyOf,
  VERDICTS,
} from "../run/report.ts";
import { evidenceOf, evidenceOfFoundation } from "./evidence.ts";

export function formatGithub({ header, remarks, foundations, stopped, findings }: Report): string {
  const { target, scheme, seed, nonce, requirementSet } = header;
  const tally = tallyOf(findings);
  const of = (verdict: Finding["verdict"]): readonly Finding[] =>
    findings.filter((finding) => finding.verdict === verdict);
  const known = findings.filter(isKnown);
  const blocks = [
    "## Conformance",
    code([`${target}  ${scheme}  seed ${seed}  nonce ${nonce}  requirement set ${requirementSet}`]),
    [
      `| ${VERDICTS.join(" | ")} |`,
      `| ${VERDICTS.map(() => "---:").join(" | ")} |`,
      `| ${VERDICTS.map((verdict) => tally[verdict]).join(" | ")} |`,
    ].join("\n"),
    ...foundations.flatMap((foundation) => [
      `### first of all: ${foundation.claim}`,
      code([foundation.reason, "", ...evidenceOfFoundation(foundation)]),
    ]),
    ...(stopped === null ? [] : ["### the run was stopped", code([stopped.reason])]),
    ...(remarks.length === 0 ? [] : [code(remarks)]),
    ...findings.filter(isStale).map(({ id }) => `### stale: \`${id}\`\n\n${code([STALE])}`),
    ...[...of("broken"), ...of("inconclusive")]
      .filter(isNews)
      .flatMap((finding) => [
        `### ${finding.verdict}: \`${finding.id}\``,
        code([finding.reason ?? "", "", ...evidenceOf(finding, header)]),
      ]),
    ...folded(`${known.length} broken, as expected`, known.map(knownLine)),
    ...folded(`${tally.blocked} blocked`, of("blocked").map(reasonLine)),
    ...folded(`${tally.untested} untested`, of("untested").map(reasonLine)),
    ...folded(`${tally.held} held`, of("held").map(claimLine)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function isNews(finding: Finding): boolean {
  return !isKnown(finding);
}

function knownLine({ id, expected }: Finding): string {
  return `${id}: ${expected}`;
}

function reasonLine({ id, reason }: Finding): string {
  return `${id}: ${reason}`;
}

function claimLine({ id, claim }: Finding): string {
  return `${id}: ${claim}`;
}

function folded(summary: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [`<details><summary>${summary}</summary>`, code(lines), "</details>"];
}

function code(lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split(/\r\n|\r|\n/))
    .map((line) => `    ${line}`.trimEnd())
    .join("\n");
}
