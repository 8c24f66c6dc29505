/**
 * A comparison in Markdown, for the summary of a job or a page of documentation. Pure.
 *
 * Whatever a report or the name of a file has a say in is escaped, character by character.
 *
 * @module
 */

import { inWords } from "../reporters/text.ts";
import { VERDICTS } from "../run/report.ts";
import type { Area, Column, Comparison } from "./comparison.ts";
import { linesOf } from "./fold.ts";
import { alikeIn } from "./format-text.ts";
import { sinceIn } from "./format-trend.ts";
import type { Row } from "./rows.ts";
import { toldChanges } from "./told-changes.ts";
import { byArea, changeIn, markOf, minuteOf, nameIn, reasonsOf, whoseIn } from "./words.ts";

export function formatMarkdown(comparison: Comparison, showsAll: boolean): string {
  const { columns } = comparison;
  const blocks = [
    "## Conformance, compared",
    table(
      ["run", "receiver", "began (UTC)", "set", "found", "exit code"],
      columns.map((column) => [
        escaped(nameIn(column.name)),
        escaped(nameIn(column.target)),
        minuteOf(column.startedAt),
        escaped(nameIn(column.requirementSet)),
        inWords(column.tally),
        String(column.exitCode),
      ]),
    ),
    ...step(comparison, showsAll),
    ...trend(comparison),
    "### By area",
    areasTable(comparison),
    ...differences(comparison, showsAll),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function step({ step: one }: Comparison, showsAll: boolean): readonly string[] {
  if (one === null) return [];
  const kinds = toldChanges(one.changes, showsAll);
  const heading = `### From ${escaped(nameIn(one.from))} to ${escaped(nameIn(one.to))}`;
  if (kinds.length === 0) return [heading, "Nothing changed."];
  return [
    heading,
    ...kinds.flatMap(({ title, named, counted }) => {
      const lines = named.map((change) => `- ${idIn(change.id)} ${escaped(changeIn(change))}`);
      return [
        `**${title}**`,
        [...lines, ...(counted.length === 0 ? [] : [`- ${escaped(byArea(counted))}`])].join("\n"),
      ];
    }),
  ];
}

function trend({ trend: one, columns }: Comparison): readonly string[] {
  if (one === null) return [];
  const lines = one.broken.map((each) => `- ${idIn(each.id)} ${escaped(sinceIn(each, columns))}`);
  return ["### Broken now", lines.length === 0 ? "Nothing." : lines.join("\n")];
}

/** How many of each area hold in each column, and what the others are. */
export function areasTable({ columns, areas }: Pick<Comparison, "columns" | "areas">): string {
  return table(
    ["area", ...namesOf(columns)],
    areas.map((area) => [idIn(area.name), ...columns.map((_, column) => countsIn(area, column))]),
  );
}

function countsIn({ rows }: Area, column: number): string {
  const verdicts = rows.map(({ cells }) => cells[column]?.verdict ?? null);
  return VERDICTS.flatMap((verdict) => {
    const many = verdicts.filter((each) => each === verdict).length;
    return many === 0 ? [] : [`${many} ${escaped(markOf(verdict))}`];
  }).join(" ");
}

/** @returns Blocks: what is not held by all who were asked, then why. Who was not, the areas tell. */
export function differences(
  { columns, areas }: Pick<Comparison, "columns" | "areas">,
  showsAll: boolean,
): readonly string[] {
  const lines = areas.flatMap((area) =>
    showsAll
      ? area.rows.map((row) => ({ kind: "alone", row, area }) as const)
      : linesOf(area).map((line) => ({ ...line, area })),
  );
  const told = lines.filter(
    (line) =>
      line.kind === "alone" ||
      line.verdicts.some((verdict) => verdict !== "held" && verdict !== null),
  );
  if (told.length === 0) return ["Everything is held by all."];
  const rows = told.map((line) =>
    line.kind === "alone"
      ? [idIn(line.row.id), line.row.level, ...marksOf(line.row)]
      : [
          `${line.rows.length} of ${idIn(line.area.name)}`,
          alikeIn(line.rows),
          ...line.verdicts.map((verdict) => escaped(markOf(verdict))),
        ],
  );
  const reasons = told.flatMap((line) =>
    line.kind === "alone" ? reasonLines(line.row, columns) : [],
  );
  return [
    "### Not held by all",
    table(["requirement", "", ...namesOf(columns)], rows),
    ...(reasons.length === 0 ? [] : [reasons.join("\n")]),
  ];
}

function marksOf({ cells }: Row): readonly string[] {
  return cells.map(({ verdict }) => escaped(markOf(verdict)));
}

function reasonLines({ id, cells }: Row, columns: readonly Column[]): readonly string[] {
  return reasonsOf(cells).map((shared) => {
    const whose = whoseIn(shared, cells, (column) => nameIn(columns[column]?.name ?? ""));
    return `- ${idIn(id)}, ${escaped(whose)}: ${escaped(shared.reason)}`;
  });
}

function namesOf(columns: readonly Column[]): readonly string[] {
  return columns.map(({ name }) => escaped(nameIn(name)));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}

/** Ids are code where they are as ours are; any text may call itself one. */
function idIn(id: string): string {
  return /^[a-z0-9/-]+$/.test(id) ? `\`${id}\`` : escaped(nameIn(id));
}

/** Punctuation may be escaped; what would call somebody, or be HTML, is named by number. */
function escaped(text: string): string {
  return text.replace(/[@#&<>]|[\\`*_{}[\]|~$]/g, (character) =>
    "@#&<>".includes(character) ? `&#${character.charCodeAt(0)};` : `\\${character}`,
  );
}
