/** What a person needs to see a finding for themselves, and to end it. Pure. @module */

import type { Group } from "../run/groups.ts";
import type { Finding, Foundation, Header, Observed } from "../run/report.ts";

/** One line of it. */
export type Fact = {
  /** Stands before the text; null where the text says by itself what it is. */
  readonly label: string | null;
  readonly text: string;
  /** Whether it is there to be copied. */
  readonly isCommand?: true;
};

/** @returns Lines, in the same order wherever people read them: claim, source, proof, way out. */
export function evidenceOf(finding: Finding, header: Header): readonly string[] {
  return factsOf(finding, header).map(lineOf);
}

/** @returns The same of what a run stands on: what was seen, and the way out. */
export function evidenceOfFoundation(foundation: Foundation): readonly string[] {
  return factsOfFoundation(foundation).map(lineOf);
}

/** @returns All of a group, in the same order wherever people read it: its smallest story, then the others' ids. */
export function evidenceOfGroup(group: Group, header: Header): readonly string[] {
  return factsOfGroup(group, header).map(lineOf);
}

/** What {@link factsOf} labels stands to the right of this column. */
export const LABEL_COLUMNS = 9;

export function lineOf({ label, text }: Fact): string {
  return `${label === null ? "" : label.padEnd(LABEL_COLUMNS - 1).concat(" ")}${text}`.trimEnd();
}

/** What {@link evidenceOf} says, in parts. */
export function factsOf(finding: Finding, header: Header): readonly Fact[] {
  const { id, level, claim, source, details, remedy, observed } = finding;
  return [
    { label: null, text: `${level}: ${claim}` },
    { label: "source", text: source },
    ...labelled("smallest", details),
    ...seenIn(observed),
    { label: "remedy", text: remedy },
    { label: "replay", text: replayOf(finding, header), isCommand: true },
    { label: "explain", text: `${header.program} explain ${id}`, isCommand: true },
  ];
}

/** What {@link evidenceOfFoundation} says, in parts. */
export function factsOfFoundation(foundation: Foundation): readonly Fact[] {
  const { details, remedy, observed } = foundation;
  return [...labelled("seen", details), ...seenIn(observed), { label: "remedy", text: remedy }];
}

/** What {@link evidenceOfGroup} says, in parts. */
export function factsOfGroup({ findings }: Group, header: Header): readonly Fact[] {
  const [first, ...others] = findings;
  return [
    { label: null, text: `${first.id}${others.length === 0 ? "" : `: ${first.reason}`}` },
    ...factsOf(first, header),
    ...labelled("also", listed(others.map(({ id }) => id))),
  ];
}

/** What the receiver itself said. */
function seenIn({ answer, output }: Observed): readonly Fact[] {
  return [...labelled("answered", answer === null ? [] : [answer]), ...labelled("wrote", output)];
}

function labelled(label: string, lines: readonly string[]): readonly Fact[] {
  return lines.map((text, index) => ({ label: index === 0 ? label : "", text }));
}

/** @returns The command that shows it again. */
export function replayOf({ id, path }: Finding, { command, isReplay, seed }: Header): string {
  if (isReplay) return command;
  return `${command} --only ${id} --seed ${seed}${path === null ? "" : ` --path ${path}`}`;
}

/** @returns What is said of a group first. */
export function headingOf({ cause, findings }: Group, isFirstOfSeveral: boolean): string {
  const many = findings.length === 1 ? "" : `${findings.length} requirements break by one cause: `;
  return `${isFirstOfSeveral ? "fix this first: " : ""}${many}${cause}`;
}

/** With the indentation and the label before them, 80 columns. */
const LISTED_COLUMNS = 67;

/** Names, as many in a line as there is room for, with commas between them. */
export function listed(
  names: readonly string[],
  columns: number = LISTED_COLUMNS,
): readonly string[] {
  const lines: string[] = [];
  for (const name of names) {
    const longer = `${lines.at(-1)}, ${name}`;
    if (lines.length === 0 || longer.length > columns) lines.push(name);
    else lines.splice(-1, 1, longer);
  }
  return lines;
}
