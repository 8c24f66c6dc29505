/** A delivery and its answer in a line, for people. Pure. @module */

import { visible } from "../../pages/show.ts";
import type { Paint } from "../../reporters/text.ts";
import { beside, COLUMNS, cut, padded } from "../../settings/columns.ts";
import type { DeliveryRecord } from "../record.ts";
import { isAccepted } from "./delivering.ts";

export type Sight = {
  readonly paint: Paint;
  /** How wide a line may be; null where nothing is cut, as in a file that is searched later. */
  readonly columns: number | null;
};

/** As wide as the senders' own, with two blanks behind them. */
const NUMBERS_COLUMNS = 16;
const TYPE_COLUMNS = 31;
const EVENT_COLUMNS = 22;

/** What anybody may have written. */
const CHARACTERS_MAX = 400;

type Cells = Readonly<Record<"answer" | "took" | "type" | "event" | "object", string>>;

/** The heading of the lines. */
export function heading({ paint, columns }: Sight): string {
  const cells = { answer: "answer", took: "took", type: "type", event: "event", object: "about" };
  return paint("gray", `${cells.answer}${besideAnswer(cells, columns)}`);
}

/**
 * What was answered, how long that took, what was delivered, and about what; what is out of the ordinary
 * is told below.
 */
export function linesOf(
  { answer, tookMs, type, event, object, attempt, misbehaved }: DeliveryRecord,
  { paint, columns }: Sight,
): readonly string[] {
  const told = answer.status === null ? "none" : String(answer.status);
  const colour = answer.status === null ? "yellow" : isAccepted(answer) ? "green" : "red";
  const line = besideAnswer({ answer: told, took: `${tookMs} ms`, type, event, object }, columns);
  const remarks = [
    ...(answer.status === null ? [answer.words] : []),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(misbehaved === null ? [] : [`misbehaved: ${misbehaved}`]),
  ];
  const below = visible(remarks.join(", "), CHARACTERS_MAX);
  const lines = below === "" ? [] : beside("", below, NUMBERS_COLUMNS, columns ?? COLUMNS);
  return [
    `${paint(colour, told)}${line}`,
    ...lines.map((each) => paint("gray", columns === null ? each : cut(each, columns))),
  ];
}

/** Longer than its column is cut, where anything is. */
function besideAnswer(
  { answer, took, type, event, object }: Cells,
  columns: number | null,
): string {
  const cell = (text: string, width: number): string => {
    const shown = visible(text, CHARACTERS_MAX);
    return padded(`${columns === null ? shown : cut(shown, width - 2)}  `, width);
  };
  const line = [
    `${took.padStart(NUMBERS_COLUMNS - 2 - answer.length)}  `,
    cell(type, TYPE_COLUMNS),
    cell(event, EVENT_COLUMNS),
    visible(object, CHARACTERS_MAX),
  ].join("");
  return columns === null ? line : cut(line, columns - answer.length);
}
