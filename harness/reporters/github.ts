/**
 * A report for the summary page of a GitHub Actions job, in Markdown.
 *
 * Whatever a target could have a say in stands in an indented code block: unlike a fence or a
 * table, nothing inside can end it, so that nothing has to be escaped.
 *
 * @module
 */

import { conclusionOf } from "../run/conclusion.ts";
import { type Group, groupsOf, isAccused } from "../run/groups.ts";
import {
  type Finding,
  isKnown,
  isStale,
  type Report,
  STALE,
  tallyOf,
  VERDICTS,
} from "../run/report.ts";
import { evidenceOf, evidenceOfFoundation, evidenceOfGroup } from "./evidence.ts";
import { playedInWords } from "./schedules.ts";

export function formatGithub(report: Report): string {
  const { header, remarks, foundations, stopped, findings, schedules } = report;
  const groups = groupsOf(findings);
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
      `### first of all, it does not hold that ${foundation.claim}`,
      code([foundation.reason, "", ...evidenceOfFoundation(foundation)]),
    ]),
    ...(stopped === null ? [] : ["### the run was stopped", code([stopped.reason])]),
    ...(remarks.length === 0 ? [] : [code(remarks)]),
    ...findings.filter(isStale).map(({ id }) => `### stale: \`${id}\`\n\n${code([STALE])}`),
    ...groups.flatMap((group, index) => [
      titleOf(group, index === 0 && groups.length > 1),
      code([group.cause, "", ...evidenceOfGroup(group, header)]),
    ]),
    ...of("inconclusive")
      .filter((finding) => !isAccused(finding))
      .flatMap((finding) => [
        `### inconclusive: \`${finding.id}\``,
        code([finding.reason ?? "", "", ...evidenceOf(finding, header)]),
      ]),
    ...(schedules.length === 0 ? [] : ["### schedules", code(schedules.map(playedInWords))]),
    ...folded(`${known.length} broken, as expected`, known.map(knownLine)),
    ...folded(`${tally.blocked} blocked`, of("blocked").map(reasonLine)),
    ...folded(`${tally.untested} untested`, of("untested").map(reasonLine)),
    ...folded(`${tally.held} held`, of("held").map(claimLine)),
    code([conclusionOf(report)]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Only what is ours, since a title could be ended by what is not. */
function titleOf({ findings }: Group, isFirstOfSeveral: boolean): string {
  const [{ id, verdict }, ...others] = findings;
  const what = others.length === 0 ? `${verdict}: \`${id}\`` : `${findings.length} by one cause`;
  return `### ${isFirstOfSeveral ? "fix this first: " : ""}${what}`;
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
