/** What a person needs to see a finding for themselves, and to end it. Pure. @module */

import type { Group } from "../run/groups.ts";
import type { Finding, Foundation, Header, Observed } from "../run/report.ts";

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

/** @returns All of a group, in the same order wherever people read it: its smallest story, then the others' ids. */
export function evidenceOfGroup({ findings }: Group, header: Header): readonly string[] {
  const [first, ...others] = findings;
  return [
    `${first.id}${others.length === 0 ? "" : `: ${first.reason}`}`,
    ...evidenceOf(first, header),
    ...labelled("also", wrapped(others.map(({ id }) => id))),
  ];
}

/** @returns What is said of a group first. */
export function headingOf({ cause, findings }: Group, isFirstOfSeveral: boolean): string {
  const many = findings.length === 1 ? "" : `${findings.length} requirements break by one cause: `;
  return `${isFirstOfSeveral ? "fix this first: " : ""}${many}${cause}`;
}

const WIDTH = 84;

/** Words, as many in a line as there is room for, with commas between them. */
export function wrapped(words: readonly string[], width: number = WIDTH): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)}, ${word}`;
    if (lines.length === 0 || longer.length > width) lines.push(word);
    else lines.splice(-1, 1, longer);
  }
  return lines;
}
