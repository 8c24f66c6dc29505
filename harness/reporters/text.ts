/** A report for people: what broke, the smallest proof, and the command that shows it again. @module */

import { conclusionOf } from "../run/conclusion.ts";
import { groupsOf } from "../run/groups.ts";
import type { Measurements } from "../run/measurements.ts";
import {
  type Finding,
  type Foundation,
  isKnown,
  isStale,
  type Report,
  STALE,
  type Tally,
  tallyOf,
  VERDICTS,
  type Verdict,
} from "../run/report.ts";
import { beside, COLUMNS, outdented } from "../settings/columns.ts";
import {
  type Fact,
  factsOfFoundation,
  factsOfGroup,
  headingOf,
  LABEL_COLUMNS,
  lineOf,
  listed,
} from "./evidence.ts";
import { playedInWords } from "./schedules.ts";

/** Wraps text in a terminal colour, or leaves it alone. Passed in, so this file stays pure. */
export type Paint = (colour: "red" | "green" | "yellow" | "gray", text: string) => string;

export const plain: Paint = (_colour, text) => text;

/** How a person wants to see it. */
export type View = {
  readonly paint: Paint;
  /** Only what is not held, and the verdict. */
  readonly isQuiet: boolean;
  /** Each requirement by itself, whatever it shares with others, and how long it took. */
  readonly isVerbose: boolean;
  /** Where a requirement's source can be opened. */
  readonly locate: (source: string) => string;
};

/** Nothing is left out and nothing painted. */
export const PLAIN: View = {
  paint: plain,
  isQuiet: false,
  isVerbose: false,
  locate: (source) => source,
};

/** How each verdict looks. */
export const LOOK = {
  held: { mark: "✓", colour: "green" },
  broken: { mark: "✗", colour: "red" },
  inconclusive: { mark: "?", colour: "yellow" },
  untested: { mark: "-", colour: "gray" },
  blocked: { mark: "-", colour: "gray" },
} as const satisfies Record<Verdict, unknown>;

const STALE_LOOK = { mark: "✗", colour: "red" } as const;

/** Fits in 80 columns, but for commands, which are there to be copied, and words that are longer. */
export function formatText(report: Report, view: View = PLAIN): string {
  const { paint, isQuiet } = view;
  const tried = [...triedIn(report), ...scheduled(report), ...settledIn(report)].map((line) =>
    paint("gray", line),
  );
  const end = [...beside("", tally(report), 0), ...outdented(conclusionOf(report))];
  const parts = [
    ...(isQuiet ? [] : [head(report)]),
    ...first(report, view),
    ...causes(report, view),
    verdicts(report, view),
    ...(isQuiet ? [] : [tried]),
    end,
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
}

/** The text beside an id begins here; a longer id has a line for itself. */
const TEXT_COLUMN_MAX = 36;

/** A line a finding; those that were not tested for one and the same reason are one. */
function verdicts({ findings }: Report, { paint, isQuiet, isVerbose }: View): readonly string[] {
  const shown = findings.filter(
    (finding) =>
      finding.verdict !== "blocked" &&
      !(isQuiet && finding.verdict === "held" && !isStale(finding)),
  );
  const untested = Map.groupBy(
    shown.filter(({ verdict }) => verdict === "untested" && !isVerbose),
    ({ reason }) => reason,
  );
  const shared = [...untested].filter(([, members]) => members.length > 1);
  const isShared = ({ verdict, reason }: Finding): boolean =>
    verdict === "untested" && shared.some(([each]) => each === reason);

  const alone = shown.filter((finding) => !isShared(finding));
  const column = Math.min(TEXT_COLUMN_MAX, Math.max(0, ...alone.map(({ id }) => id.length + 4)));
  const lines = alone.flatMap((finding) => {
    const { mark, colour } = isStale(finding) ? STALE_LOOK : LOOK[finding.verdict];
    const said = `${summarize(finding)}${isVerbose ? tookOf(finding) : ""}`;
    return beside(`${mark} ${finding.id}  `, said, column).map((line) => paint(colour, line));
  });
  const { mark, colour } = LOOK.untested;
  const counted = shared.flatMap(([reason, members]) =>
    outdented(`${mark} ${members.length} requirements  untested: ${reason}`),
  );
  const hint = shared.length === 0 ? [] : ["  (--verbose names each of them)"];
  return [...lines, ...[...counted, ...hint].map((line) => paint(colour, line))];
}

/** What the run stands on and was broken, before all that would break by it. */
function first(
  { remarks, foundations, stopped, findings }: Report,
  { paint, isQuiet }: View,
): readonly (readonly string[])[] {
  const painted = (colour: Parameters<Paint>[0], lines: readonly string[]) =>
    lines.map((line) => paint(colour, line));
  const broken = foundations.map((foundation) => {
    const { claim, reason } = foundation;
    const blocked = blockedBy(foundation, findings).length;
    return [
      ...painted("red", outdented(`✗ first of all, it does not hold that ${claim}`)),
      ...painted("red", beside("", reason, EVIDENCE_COLUMN)),
      ...painted("gray", factsOfFoundation(foundation).flatMap(fitted)),
      ...painted(
        "gray",
        beside(
          "",
          `${blocked} of the requirements stand on it, and were not asked`,
          EVIDENCE_COLUMN,
        ),
      ),
    ];
  });
  const cutShort =
    stopped === null ? [] : painted("red", outdented(`✗ the run was stopped: ${stopped.reason}`));
  const told = isQuiet ? [] : remarks.flatMap((remark) => outdented(`! ${remark}`));
  return [...broken, cutShort, painted("yellow", told)];
}

/** @returns What stands on it, and was not asked. */
export function blockedBy(
  { claim }: Pick<Foundation, "claim">,
  findings: readonly Finding[],
): readonly Finding[] {
  return findings.filter(
    ({ verdict, reason }) => verdict === "blocked" && reason?.endsWith(`: ${claim}`) === true,
  );
}

/** What broke, by what it broke. */
function causes(
  { findings, header }: Report,
  { paint, locate }: View,
): readonly (readonly string[])[] {
  const groups = groupsOf(findings.map((each) => ({ ...each, source: locate(each.source) })));
  return groups.map((group, index) => {
    const isOfAll = group.findings.every(({ verdict }) => verdict === "broken");
    const { mark, colour } = isOfAll ? LOOK.broken : LOOK.inconclusive;
    const heading = outdented(`${mark} ${headingOf(group, index === 0 && groups.length > 1)}`);
    return [
      ...heading.map((line) => paint(colour, line)),
      ...factsOfGroup(group, header)
        .flatMap(fitted)
        .map((line) => paint("gray", line)),
    ];
  });
}

const EVIDENCE_COLUMN = 4;

/** A fact, indented, and broken between words unless it is to be copied. */
function fitted(fact: Fact): readonly string[] {
  const indent = " ".repeat(EVIDENCE_COLUMN);
  if (fact.isCommand) return [`${indent}${lineOf(fact)}`];
  if (fact.label === null) return beside("", fact.text, EVIDENCE_COLUMN);
  // The number of a step stands out from what happened.
  const [number = ""] = /^ *\d+ {2}/.exec(fact.text) ?? [];
  const label = `${indent}${lineOf({ ...fact, text: "" }).padEnd(LABEL_COLUMNS)}${number}`;
  return beside(label, fact.text.slice(number.length), label.length);
}

function head({ header }: Report): readonly string[] {
  const { endpoints, seed, nonce, policy, requirementSet } = header;
  return [
    ...endpoints.map(({ url, scheme }) => `${url}  ${scheme}`),
    `seed ${seed}  nonce ${nonce}  requirement set ${requirementSet}`,
    `policy past_due=${policy.pastDue} cancelled=${policy.cancelled}`,
  ].flatMap(outdented);
}

function summarize(finding: Finding): string {
  const { verdict, reason, claim, expected } = finding;
  if (isStale(finding)) return STALE;
  if (isKnown(finding)) return `${verdict}, as expected (${expected}): ${reason}`;
  return verdict === "held" ? claim : `${verdict}: ${reason}`;
}

function tookOf({ verdict, observed }: Finding): string {
  return verdict === "untested" ? "" : ` (${(observed.durationMs / 1000).toFixed(1)} s)`;
}

/** What the generated histories really exercised: without it, "held" says little. */
function triedIn({ measurements }: Report): readonly string[] {
  const entries = Object.entries(measurements.coverage);
  if (entries.length === 0) return [];
  const { overlap } = measurements;
  const met = overlap === null ? [] : [`overlap of races ${Math.round(overlap.median * 100)}%`];
  const counts = [...entries.map(([what, times]) => `${what} ${times}`), ...met];
  return ["tried", ...listed(counts, COLUMNS - 2).map((line) => `  ${line}`)];
}

/** Where every schedule of a size was to be played: what was, and what is left. */
function scheduled({ schedules }: Report): readonly string[] {
  return schedules.flatMap((one) => beside("schedules  ", playedInWords(one), 11));
}

/** Where the probe was given time to agree: how much of it was needed. */
function settledIn({ measurements: { settledInMs } }: Report): readonly string[] {
  if (settledInMs === null) return [];
  return [`settled  ${settledInWords(settledInMs)}`];
}

export function settledInWords({ max }: NonNullable<Measurements["settledInMs"]>): string {
  return `at the latest ${max} ms after it was acknowledged`;
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
