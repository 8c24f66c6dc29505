/** A report for people: what broke, the smallest proof, and the command that shows it again. @module */

import type { Finding, Report, Verdict } from "../report.ts";

/** Wraps text in a terminal colour, or leaves it alone. Passed in, so this file stays pure. */
export type Paint = (colour: "red" | "green" | "yellow" | "gray", text: string) => string;

export const plain: Paint = (_colour, text) => text;

const LOOK = {
  held: { mark: "✓", colour: "green" },
  broken: { mark: "✗", colour: "red" },
  inconclusive: { mark: "?", colour: "yellow" },
  untested: { mark: "-", colour: "gray" },
} as const satisfies Record<Verdict, unknown>;

export function formatText(report: Report, paint: Paint = plain): string {
  const widest = Math.max(0, ...report.findings.map(({ id }) => id.length));
  const lines = report.findings.flatMap((finding) => {
    const { mark, colour } = LOOK[finding.verdict];
    const heading = `${mark} ${finding.id.padEnd(widest)}  ${summarize(finding)}`;
    const body = explain(finding, report).map((line) => paint("gray", `    ${line}`.trimEnd()));
    return [paint(colour, heading), ...body];
  });
  return `${[...head(report), "", ...lines, "", tally(report)].join("\n")}\n`;
}

function head({ header }: Report): readonly string[] {
  const { target, scheme, seed, nonce, policy, requirementSet } = header;
  return [
    `${target}  ${scheme}  seed ${seed}  nonce ${nonce}`,
    `requirement set ${requirementSet}, policy past_due=${policy.pastDue} cancelled=${policy.cancelled}`,
  ];
}

function summarize({ verdict, reason, claim }: Finding): string {
  return verdict === "held" ? claim : `${verdict}: ${reason}`;
}

function explain(finding: Finding, { header }: Report): readonly string[] {
  if (finding.verdict !== "broken" && finding.doubt !== "different_when_repeated") return [];
  const { id, level, claim, source, details, path } = finding;
  const replay = `${header.command} --only ${id} --seed ${header.seed}`;
  return [
    `${level}: ${claim}`,
    `source   ${source}`,
    ...details.map((line, index) => `${index === 0 ? "smallest" : "        "} ${line}`),
    `replay   ${replay}${path === null ? "" : ` --path ${path}`}`,
  ];
}

function tally({ findings }: Report): string {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return (["held", "broken", "inconclusive", "untested"] as const)
    .map((verdict) => `${count(verdict)} ${verdict}`)
    .join(", ");
}
