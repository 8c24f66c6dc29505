/**
 * Findings that share their cause, as far as what was seen of them tells. Pure.
 *
 * One thrown error breaks whatever needs the line that throws: told once, with all that follows from
 * it, it is one thing to mend.
 *
 * @module
 */

import { type Finding, isKnown } from "./report.ts";

export type Group = {
  readonly cause: string;
  /** The first one has the smallest story. */
  readonly findings: readonly [Finding, ...Finding[]];
};

/** Whether the target did something unforeseen that it should not have, be it once in two tries. */
export function isAccused(finding: Finding): boolean {
  const { verdict, doubt } = finding;
  return (verdict === "broken" && !isKnown(finding)) || doubt === "different_when_repeated";
}

/** @returns All that are accused, by their causes: first the one from which most follows. */
export function groupsOf(findings: readonly Finding[]): readonly Group[] {
  const byCause = Map.groupBy(findings.filter(isAccused), causeOf);
  const groups = [...byCause].flatMap(([cause, members]): readonly Group[] => {
    const [first, ...others] = members.toSorted((a, b) => a.details.length - b.details.length);
    if (first === undefined) return [];
    // What one alone is accused of needs no abstraction.
    return [
      {
        cause: others.length === 0 ? (first.reason ?? cause) : cause,
        findings: [first, ...others],
      },
    ];
  });
  return groups.toSorted((a, b) => weightOf(b) - weightOf(a));
}

/** A SHOULD is never mended before a MUST. */
function weightOf({ findings }: Group): number {
  const musts = findings.filter(({ level }) => level === "MUST").length;
  return musts * 1_000 + findings.length;
}

/** @returns The same words for whatever differs in ids and numbers alone. */
function causeOf({ reason, details, observed }: Finding): string {
  const said = (reason ?? "").replace(/^broken in 1 of 2 tries: /, "");
  const ended = /^the receiver ended with (exit code \d+|SIG\w+)/.exec(said)?.[0];
  if (ended !== undefined) return [ended, errorIn(observed.output)].filter(Boolean).join(": ");

  if (/ was never acknowledged in \d+ attempts?$/.test(said)) {
    const last =
      details
        .findLast((line) => line.startsWith("answers  "))
        ?.split(", ")
        .at(-1) ?? "";
    return demanded("2xx", last.replace(/^answers {2}/, ""), observed.answer);
  }
  const status = /: expected (.+), got (.+)$/.exec(said);
  if (status !== null) return demanded(status[1] ?? "", status[2] ?? "", observed.answer);
  return shapeOf(said.replace(/^meanwhile /, ""));
}

/** What was demanded of an answer, and how it was answered instead. */
function demanded(expected: string, got: string, answer: string | null): string {
  const body = answer?.slice(answer.indexOf(" ") + 1) ?? "";
  const isBodiless = answer === null || !answer.includes(" ");
  return `expected ${expected}, got ${got}${isBodiless ? "" : ` ${wordsIn(body)}`}`;
}

/** The line by which runtimes name what was thrown. */
function errorIn(output: readonly string[]): string {
  const line = output.find((each) => /\b\w*(Error|Exception|panic)\b/.test(each)) ?? "";
  return wordsIn(line.trim());
}

/** Which object of its kind it is, and how many of them, is of no consequence. */
function shapeOf(text: string): string {
  return text.replace(/\b([a-z]+)_\d+\b/g, "$1_…");
}

/** Without what is different in every request. */
function wordsIn(text: string): string {
  return text.replace(/[\w-]*\d[\w-]*/g, "…");
}
