/** A comparison for a terminal of 80 columns. Pure. @module */

import { inWords, LOOK, type Paint } from "../reporters/text.ts";
import { beside } from "../settings/columns.ts";
import type { Area, Comparison } from "./comparison.ts";
import { type Line, linesOf } from "./fold.ts";
import { formatTrend } from "./format-trend.ts";
import type { Cell, Row } from "./rows.ts";
import { toldChanges } from "./told-changes.ts";
import { byArea, changeIn, markOf, nameIn, reasonsOf, verdictOf, whoseIn } from "./words.ts";

/** How a person wants to see it. */
export type View = {
  readonly paint: Paint;
  /** Each requirement by itself, however many are alike. */
  readonly showsAll: boolean;
};

/** What changed comes first, where there are two runs; the runs of a folder are told as a trend. */
export function formatText(comparison: Comparison, view: View): string {
  const { trend } = comparison;
  const parts = [
    ...(trend === null ? [columns(comparison)] : []),
    step(comparison, view),
    ...(trend === null ? [matrix(comparison, view)] : formatTrend(comparison, trend, view.paint)),
  ];
  const said = parts.filter((part) => part.length > 0).map((part) => part.join("\n"));
  return `${said.join("\n\n")}\n`;
}

function columns({ columns: all }: Comparison): readonly string[] {
  return all.flatMap(({ name, target, seed, requirementSet, tally, exitCode }, index) => {
    const run = `${nameIn(name)}  ${nameIn(target)}  seed ${seed}  requirement set ${nameIn(requirementSet)}`;
    const label = `${index + 1}  `;
    return [
      ...beside(label, run, label.length),
      ...beside("", `${inWords(tally)}; exit code ${exitCode}`, label.length),
    ];
  });
}

function step({ step: one }: Comparison, { paint, showsAll }: View): readonly string[] {
  if (one === null) return [];
  const heading = beside("", `from ${nameIn(one.from)} to ${nameIn(one.to)}`, 0);
  const kinds = toldChanges(one.changes, showsAll);
  if (kinds.length === 0) return [...heading, "  nothing changed"];
  return [
    ...heading,
    ...kinds.flatMap(({ title, named, counted }) => [
      `  ${title}`,
      ...named.flatMap((change) => {
        const { mark, colour } = lookOf(change.after);
        const lines = [`    ${mark} ${nameIn(change.id)}`, ...beside("", changeIn(change), 6)];
        return lines.map((line) => paint(colour, line));
      }),
      ...(counted.length === 0 ? [] : beside("", byArea(counted), 4)),
    ]),
  ];
}

function matrix(comparison: Comparison, view: View): readonly string[] {
  const width = widthOf(comparison);
  const numbers = comparison.columns.map((_, index) => String(index + 1).padEnd(width)).join("");
  return [
    numbers.trimEnd(),
    ...comparison.areas.flatMap((area) => linesFor(area, view, width)),
    ...(view.showsAll ? [] : [view.paint("gray", "(--all shows each requirement by itself)")]),
  ];
}

/** Of a column: its number, and a blank. */
function widthOf({ columns: all }: Pick<Comparison, "columns">): number {
  return String(all.length).length + 1;
}

function linesFor(area: Area, { paint, showsAll }: View, width: number): readonly string[] {
  const marked = (cells: readonly Cell[]): string =>
    cells
      .map((cell) => {
        const { mark, colour } = lookOf(cell);
        return paint(colour, mark) + " ".repeat(width - 1);
      })
      .join("");
  const lines: readonly Line[] = showsAll
    ? area.rows.map((row) => ({ kind: "alone", row }))
    : linesOf(area);
  return lines.flatMap((line) => {
    const [row] = line.kind === "alike" ? line.rows : [line.row];
    if (row === undefined) return [];
    const margin = width * row.cells.length + 1;
    if (line.kind === "alike") {
      const what = `${nameIn(area.name)}  ${line.rows.length} ${alikeIn(line.rows)}`;
      return beside(marked(row.cells), what, margin);
    }
    return [
      ...beside(marked(row.cells), `${nameIn(row.id)}${levelIn(row)}`, margin),
      ...whyIn(row, margin).map((said) => paint("gray", said)),
    ];
  });
}

/** What nobody demands is told apart; most are demanded. */
function levelIn({ level }: Row): string {
  return level === "MUST" ? "" : "  (SHOULD)";
}

function whyIn({ cells }: Row, margin: number): readonly string[] {
  return reasonsOf(cells).flatMap((shared) => {
    const whose = whoseIn(shared, cells, (column) => String(column + 1));
    const label = `${" ".repeat(margin + 2)}${whose}  `;
    return beside(label, shared.reason, label.length);
  });
}

/** @returns What their cells have in common, in words. */
export function alikeIn(rows: readonly Row[]): string {
  const verdicts = new Set(rows.flatMap(({ cells }) => cells.map(verdictOf)));
  if (verdicts.size > 1) return [...verdicts].join(" or ");
  return `${[...verdicts].join()} by all`;
}

type Look = { readonly mark: string; readonly colour: Parameters<Paint>[0] };

/** What the baseline expects stands out less than what it does not. */
function lookOf({ verdict, isKnown }: Cell): Look {
  if (verdict === null) return { mark: markOf(null), colour: "gray" };
  return isKnown ? { ...LOOK.broken, colour: "yellow" } : LOOK[verdict];
}
