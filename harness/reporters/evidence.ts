/** What a person needs to see a finding for themselves, and to end it. Pure. @module */

import {
  type Finding,
  type Foundation,
  type Header,
  isKnown,
  type Observed,
} from "../run/report.ts";

/** @returns Lines, in the same order wherever people read them: claim, source, proof, way out. */
export function evidenceOf(finding: Finding, header: Header): readonly string[] {
  const { id, level, claim, source, details, remedy, observed } = finding;
  return [
    `${level}: ${claim}`,
    `source   ${source}`,
    ...labelled("smallest", details),
    ...seenIn(observed),
    `remedy   ${remedy}`,
    `replay   ${replayOf(finding, header)}`,
    `explain  ${header.program} explain ${id}`,
  ].map((line) => line.trimEnd());
}

/** @returns The same of what a run stands on: what was seen, and the way out. */
export function evidenceOfFoundation(foundation: Foundation): readonly string[] {
  const { details, remedy, observed } = foundation;
  return [...labelled("seen", details), ...seenIn(observed), `remedy   ${remedy}`];
}

/** What the receiver itself said. */
function seenIn({ answer, output }: Observed): readonly string[] {
  return [...(answer === null ? [] : [`answered ${answer}`]), ...labelled("wrote", output)];
}

function labelled(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${(index === 0 ? label : "").padEnd(8)} ${line}`);
}

/** @returns The command that shows it again. */
export function replayOf({ id, path }: Finding, { command, isReplay, seed }: Header): string {
  if (isReplay) return command;
  return `${command} --only ${id} --seed ${seed}${path === null ? "" : ` --path ${path}`}`;
}

/** Whether the target did something unforeseen that it should not have, be it once in two tries. */
export function isAccused(finding: Finding): boolean {
  const { verdict, doubt } = finding;
  return (verdict === "broken" && !isKnown(finding)) || doubt === "different_when_repeated";
}
