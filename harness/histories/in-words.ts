/** A story in rows, and the rows as lines of text: whoever draws them tells the same. @module */

import { padded, widthOf } from "../settings/columns.ts";
import type { Sent, Story } from "../target/story.ts";

/** One line of a story. */
export type Row = {
  /** Of the step; null where it is said of the whole story. */
  readonly number: number | null;
  readonly lane: "known" | "world" | "deliveries" | "compared" | "noted";
  readonly text: string;
  /** What was answered, or what the probe showed; null where that was not for anybody to answer. */
  readonly answer: string | null;
  /** What it is about, or what announces it. */
  readonly event: string | null;
  /** Stands before the text of what was delivered. */
  readonly how: "deliver" | "redeliver" | "together" | "late answer" | null;
  /** How many were sent together, from the first one on; 0 where it belongs to the one before. */
  readonly together: number;
  /** Null where nothing was compared. */
  readonly agrees: boolean | null;
};

const BLANK = { number: null, answer: null, event: null, how: null, together: 0, agrees: null };

/** @returns Numbered, but for what is said of the end. */
export function rowsOf(story: Story): readonly Row[] {
  let number = 0;
  return story.flatMap(rowsOfStep).map((row) => {
    if (row.lane === "compared" || row.lane === "noted") return row;
    number += 1;
    return { ...row, number };
  });
}

function rowsOfStep(step: Story[number]): readonly Row[] {
  switch (step.kind) {
    case "known":
      return [{ ...BLANK, lane: "known", text: step.text }];
    case "happened": {
      const { at, text, event } = step;
      return [{ ...BLANK, lane: "world", text: at === null ? text : `${at}  ${text}`, event }];
    }
    case "delivered":
      return step.deliveries.map((sent, index, { length }) => ({
        ...BLANK,
        lane: "deliveries",
        text: length === 1 ? labelOf(sent, "  ") : labelOf(sent, " "),
        answer: sent.answer,
        event: sent.event,
        how: length === 1 ? "deliver" : "together",
        together: index === 0 ? length : 0,
      }));
    case "answered": {
      const { event, answer } = step;
      const text = `the slow read of ${event} ends`;
      return [{ ...BLANK, lane: "deliveries", text, answer, event, how: "late answer" }];
    }
    case "redelivered": {
      const { event, type } = step;
      const told = { text: `${event}  ${type}`, answer: "acknowledged", event };
      return [{ ...BLANK, lane: "deliveries", ...told, how: "redeliver" }];
    }
    case "compared": {
      const { source, oracle, probe, agrees } = step;
      const told = { text: `${source}  oracle: ${oracle}`, answer: `probe: ${probe}`, agrees };
      return [{ ...BLANK, lane: "compared", ...told }];
    }
    case "noted":
      return [{ ...BLANK, lane: "noted", text: step.text }];
  }
}

function labelOf({ event, type, how, times }: Sent, gap: string): string {
  const oddity = how === null ? "" : `  (${how})`;
  const many = times === 1 ? "" : `  × ${times}`;
  return `${[event, type].filter((part) => part !== "").join(gap)}${oddity}${many}`;
}

/**
 * Draws deliveries that were in flight together, a lane each; a single one is a plain line.
 *
 * @returns One line a row.
 */
export function inWords(story: Story): readonly string[] {
  const rows = rowsOf(story);
  let widest = 0;
  return rows.map((row, index) => {
    if (row.together > 1) {
      const burst = rows.slice(index, index + row.together);
      widest = Math.max(0, ...burst.map(({ text }) => widthOf(text)));
    }
    const line = lineOf(row, widest);
    return row.number === null ? line : `${String(row.number).padStart(2)}  ${line}`;
  });
}

function lineOf({ how, text, answer, together }: Row, widest: number): string {
  switch (how) {
    case null:
      return answer === null ? text : `${text}  ${answer}`;
    case "late answer":
      return `${text} → ${answer}`;
    case "deliver":
      return `deliver  ${text} → ${answer}`;
    case "redeliver":
      return `redeliver ${text} → ${answer}`;
    case "together":
      return `${together > 0 ? "together" : "        "} ├── ${padded(text, widest)} ──┤ ${answer}`;
  }
}
