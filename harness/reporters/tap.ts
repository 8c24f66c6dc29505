/**
 * A report for harnesses of tests: TAP 14, with diagnostics in YAML.
 *
 * An inconclusive requirement is `not ok`, since TAP knows no third way and it did not hold.
 *
 * @see https://testanything.org/tap-version-14-specification.html
 * @module
 */

import {
  type Finding,
  type Foundation,
  type Header,
  isKnown,
  isStale,
  type Report,
  STALE,
} from "../run/report.ts";
import { replayOf } from "./evidence.ts";

export function formatTap({ header, foundations, stopped, findings }: Report): string {
  const { target, scheme, seed, nonce, requirementSet } = header;
  return [
    "TAP version 14",
    `# ${oneLine(target)}  ${scheme}  seed ${seed}  nonce ${nonce}  requirement set ${requirementSet}`,
    `1..${foundations.length + findings.length}`,
    ...foundations.flatMap((foundation, index) => groundPoint(foundation, index + 1)),
    ...findings.flatMap((finding, index) =>
      testPoint(finding, foundations.length + index + 1, header),
    ),
    ...(stopped === null ? [] : [`Bail out! ${oneLine(stopped.reason)}`]),
    "",
  ].join("\n");
}

/** What a run stands on and was broken comes first, and what is blocked by it is skipped. */
function groundPoint(foundation: Foundation, number: number): readonly string[] {
  const { id, provider, claim, reason, remedy, details, observed } = foundation;
  const known = { message: reason, severity: "fail", provider, remedy, details, observed };
  return [
    `not ok ${number} - ${plainText(`${id}: ${claim}`)}`,
    "  ---",
    ...Object.entries(known).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    "  ...",
  ];
}

function testPoint(finding: Finding, number: number, header: Header): readonly string[] {
  const point = `${number} - ${plainText(`${finding.id}: ${finding.claim}`)}`;
  if (isStale(finding)) return [`not ok ${point}`, "  ---", `  message: "${STALE}"`, "  ..."];
  if (isKnown(finding)) return [`not ok ${point} # TODO ${plainText(finding.expected ?? "")}`];
  switch (finding.verdict) {
    case "held":
      return [`ok ${point}`];
    case "untested":
      return [`ok ${point} # SKIP ${plainText(finding.reason ?? "")}`];
    case "blocked":
      return [`ok ${point} # SKIP blocked: ${plainText(finding.reason ?? "")}`];
    case "broken":
    case "inconclusive":
      return [`not ok ${point}`, ...diagnostics(finding, header)];
  }
}

function diagnostics(finding: Finding, header: Header): readonly string[] {
  const { verdict, doubt, level, reason, why, source, remedy, details, observed } = finding;
  const said = { message: reason, severity: severityOf(finding), verdict, doubt, level, why };
  const known = { ...said, source, remedy, replay: replayOf(finding, header), observed };
  return [
    "  ---",
    ...Object.entries(known).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    details.length === 0 ? "  details: []" : "  details:",
    ...details.map((line) => `    - ${JSON.stringify(line)}`),
    "  ...",
  ];
}

function severityOf({ verdict, level }: Finding): string {
  if (verdict === "inconclusive") return "unknown";
  return level === "MUST" ? "fail" : "warning";
}

/** Both would be read as something else: `#` as a directive, and `\` as an escape. */
function plainText(text: string): string {
  return oneLine(text).replace(/[\\#]/g, (character) => `\\${character}`);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
