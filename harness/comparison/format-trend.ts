/** The runs of a folder for a terminal: what each found, what broke when, and what is broken now. Pure. @module */

import { inWords, type Paint } from "../reporters/text.ts";
import { beside } from "../settings/columns.ts";
import type { Column, Comparison } from "./comparison.ts";
import type { BrokenSince, Trend } from "./trend.ts";
import { minuteOf, nameIn, reasonIn } from "./words.ts";

/** @returns Paragraphs, of lines. */
export function formatTrend(
  { columns }: Pick<Comparison, "columns">,
  trend: Trend,
  paint: Paint,
): readonly (readonly string[])[] {
  return [
    ["runs, in UTC", ...columns.flatMap((column, run) => runLines(column, trend, run, paint))],
    [
      trend.broken.length === 0 ? "nothing is broken now" : "broken now",
      ...trend.broken.flatMap((one) =>
        [`  ✗ ${nameIn(one.id)}`, ...beside("", sinceIn(one, columns), 4)].map((line) =>
          paint("red", line),
        ),
      ),
    ],
  ];
}

function runLines(column: Column, trend: Trend, run: number, paint: Paint): readonly string[] {
  const label = `  ${minuteOf(column.startedAt)}  `;
  const changes = trend.changes[run];
  const told = (colour: "red" | "green", what: string, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : beside("", `${what}: ${ids.map(nameIn).join(", ")}`, label.length).map((line) =>
          paint(colour, line),
        );
  return [
    ...beside(label, `${nameIn(column.name)}: ${inWords(column.tally)}`, label.length),
    ...told("red", "broke", changes?.newlyBroken.map(({ id }) => id) ?? []),
    ...told("green", "mended", changes?.mended.map(({ id }) => id) ?? []),
  ];
}

/** @returns Since which run, and whether it ever held. */
export function sinceIn(
  { since, lastHeld, reason }: BrokenSince,
  columns: readonly Column[],
): string {
  const at = (run: number): string => {
    const column = columns[run];
    return column === undefined ? "" : `${minuteOf(column.startedAt)} (${nameIn(column.name)})`;
  };
  const before =
    lastHeld === null ? "it held in none of these runs" : `it held last on ${at(lastHeld)}`;
  return `since ${at(since)}; ${before}: ${reasonIn(reason)}`;
}
