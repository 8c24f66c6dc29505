/** What every schedule of a size shows of which receiver, as text or as Markdown. Pure. @module */

import { type Paint, plain } from "../reporters/text.ts";
import { beside, outdented } from "../settings/columns.ts";
import {
  objectionTo,
  type Played,
  type ScheduleHunt,
  type ScheduleMatrix,
  scheduleTally,
} from "./schedule-matrix.ts";

export function formatSchedulesText(matrix: ScheduleMatrix, paint: Paint = plain): string {
  const { correct, mutants } = matrix;
  const lines = [
    ...correct.flatMap((one) => receiver(one, one.shown === null ? "✓" : "✗", [], paint)),
    ...mutants.flatMap((one) => receiver(one, markOf(one), saidOf(one), paint)),
    "",
    ...outdented(`${sizeOf(matrix)}: ${scheduleTally(matrix)}`),
  ];
  return `${lines.join("\n")}\n`;
}

export function formatSchedulesMarkdown(matrix: ScheduleMatrix): string {
  const { correct, mutants } = matrix;
  const all = [...correct.map((one) => ({ ...one, bug: "none" })), ...mutants];
  return `${[
    `# ${sizeOf(matrix)}`,
    "",
    `${scheduleTally(matrix)}.`,
    "",
    "| receiver | its bug | schedules played | the smallest that breaks it | events | deviations |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
    ...all.map(({ name, bug, played, shown }) => {
      const found = shown === null ? ["", "", ""] : [shown.number, ...Object.values(shown.size)];
      const cells = [name, bug, played, ...found].map((cell) =>
        String(cell).replaceAll("|", "\\|"),
      );
      return `| ${cells.join(" | ")} |`;
    }),
  ].join("\n")}\n`;
}

function sizeOf({ size: { events, deviations } }: ScheduleMatrix): string {
  return `Every schedule of ${events} events and ${deviations} deviations at most`;
}

type Mark = "✓" | "✗" | "-";

const COLOURS = { "✓": "green", "✗": "red", "-": "gray" } as const satisfies Record<Mark, unknown>;

function markOf(hunt: ScheduleHunt): Mark {
  if (objectionTo(hunt) !== null) return "✗";
  return hunt.shown === null ? "-" : "✓";
}

function saidOf(hunt: ScheduleHunt): readonly string[] {
  const objection = objectionTo(hunt);
  return [hunt.bug, ...(objection === null ? [] : [objection])];
}

function receiver(
  { name, total, played, shown }: Played,
  mark: Mark,
  said: readonly string[],
  paint: Paint,
): readonly string[] {
  const result =
    shown === null
      ? `none of ${played} schedules breaks it`
      : `broken by schedule ${shown.number} of ${total}: ${shown.size.events} events, ${shown.size.deviations} deviations`;
  const details = [...said, ...(shown === null ? [] : [shown.reason])];
  return [
    ...outdented(`${mark} ${name}  ${result}`).map((line) => paint(COLOURS[mark], line)),
    ...details.flatMap((line) => beside("", line, 4)).map((line) => paint("gray", line)),
    ...(shown?.details ?? []).map((line) => paint("gray", `    ${line}`)),
  ];
}
