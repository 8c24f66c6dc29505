/** A report for people: what broke, the smallest proof, and the command that shows it again. @module */

import { conclusionOf } from "../run/conclusion.ts";
import { groupsOf } from "../run/groups.ts";
import {
  type Finding,
  isKnown,
  isStale,
  type Report,
  STALE,
  type Tally,
  tallyOf,
  VERDICTS,
  type Verdict,
} from "../run/report.ts";
import { evidenceOfFoundation, evidenceOfGroup, headingOf, wrapped } from "./evidence.ts";

/** Wraps text in a terminal colour, or leaves it alone. Passed in, so this file stays pure. */
export type Paint = (colour: "red" | "green" | "yellow" | "gray", text: string) => string;

export const plain: Paint = (_colour, text) => text;

const LOOK = {
  held: { mark: "✓", colour: "green" },
  broken: { mark: "✗", colour: "red" },
  inconclusive: { mark: "?", colour: "yellow" },
  untested: { mark: "-", colour: "gray" },
  blocked: { mark: "-", colour: "gray" },
} as const satisfies Record<Verdict, unknown>;

const STALE_LOOK = { mark: "✗", colour: "red" } as const;

export function formatText(report: Report, paint: Paint = plain): string {
  const { findings } = report;
  const widest = Math.max(0, ...findings.map(({ id }) => id.length));
  const lines = findings
    .filter(({ verdict }) => verdict !== "blocked")
    .map((finding) => {
      const { mark, colour } = isStale(finding) ? STALE_LOOK : LOOK[finding.verdict];
      return paint(colour, `${mark} ${finding.id.padEnd(widest)}  ${summarize(finding)}`);
    });
  const tried = [...triedIn(report), ...settledIn(report)].map((line) => paint("gray", line));
  const end = [tally(report), conclusionOf(report)];
  const parts = [
    head(report),
    ...first(report, paint),
    ...causes(report, paint),
    lines,
    tried,
    end,
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
}

/** What the run stands on and was broken, before all that would break by it. */
function first(
  { remarks, foundations, stopped, findings }: Report,
  paint: Paint,
): readonly (readonly string[])[] {
  const broken = foundations.map((foundation) => {
    const { claim, reason } = foundation;
    const blocked = findings.filter(
      (finding) => finding.verdict === "blocked" && finding.reason?.endsWith(`: ${claim}`),
    ).length;
    return [
      paint("red", `✗ first of all, it does not hold that ${claim}`),
      paint("red", `    ${reason}`),
      ...evidenceOfFoundation(foundation).map((line) => paint("gray", `    ${line}`)),
      paint("gray", `    ${blocked} of the requirements stand on it, and were not asked`),
    ];
  });
  const cutShort =
    stopped === null ? [] : [paint("red", `✗ the run was stopped: ${stopped.reason}`)];
  return [...broken, cutShort, remarks.map((remark) => paint("yellow", `! ${remark}`))];
}

/** What broke, by what it broke. */
function causes({ findings, header }: Report, paint: Paint): readonly (readonly string[])[] {
  const groups = groupsOf(findings);
  return groups.map((group, index) => {
    const isOfAll = group.findings.every(({ verdict }) => verdict === "broken");
    const { mark, colour } = isOfAll ? LOOK.broken : LOOK.inconclusive;
    return [
      paint(colour, `${mark} ${headingOf(group, index === 0 && groups.length > 1)}`),
      ...evidenceOfGroup(group, header).map((line) => paint("gray", `    ${line}`)),
    ];
  });
}

function head({ header }: Report): readonly string[] {
  const { endpoints, seed, nonce, policy, requirementSet } = header;
  const [first = "", ...others] = endpoints.map(({ url, scheme }) => `${url}  ${scheme}`);
  return [
    `${first}  seed ${seed}  nonce ${nonce}`,
    ...others,
    `requirement set ${requirementSet}, policy past_due=${policy.pastDue} cancelled=${policy.cancelled}`,
  ];
}

function summarize(finding: Finding): string {
  const { verdict, reason, claim, expected } = finding;
  if (isStale(finding)) return STALE;
  if (isKnown(finding)) return `${verdict}, as expected (${expected}): ${reason}`;
  return verdict === "held" ? claim : `${verdict}: ${reason}`;
}

const WIDTH = 96;

/** What the generated histories really exercised: without it, "held" says little. */
function triedIn({ measurements }: Report): readonly string[] {
  const entries = Object.entries(measurements.coverage);
  if (entries.length === 0) return [];
  const { overlap } = measurements;
  const met = overlap === null ? [] : [`overlap of races ${Math.round(overlap.median * 100)}%`];
  const counts = [...entries.map(([what, times]) => `${what} ${times}`), ...met];
  return ["tried", ...wrapped(counts, WIDTH).map((line) => `  ${line}`)];
}

/** Where the probe was given time to agree: how much of it was needed. */
function settledIn({ measurements: { settledInMs } }: Report): readonly string[] {
  if (settledInMs === null) return [];
  return [`settled  at the latest ${settledInMs.max} ms after it was acknowledged`];
}

function tally({ findings }: Report): string {
  const counts = tallyOf(findings);
  return inWords(counts);
}

/** @returns How many there are of each verdict; of the blocked ones where there are any. */
export function inWords(counts: Tally): string {
  return VERDICTS.filter((verdict) => verdict !== "blocked" || counts.blocked > 0)
    .map((verdict) => `${counts[verdict]} ${verdict}`)
    .join(", ");
}
