/** How far a long command has come. @module */

import process from "node:process";
import type { Finding } from "../run/report.ts";
import { COLUMNS, cut, outdented } from "../settings/columns.ts";

/** A log has no line that is written over, nor has a terminal that knows no more than paper does. */
const isTerminal = process.stderr.isTTY === true && process.env["TERM"] !== "dumb";

/** One line that is written over, on a terminal only: a log wants no progress. */
export function showProgress(text: string): void {
  // The last column is left free: a line that is broken by the terminal could not be written over.
  const columns = (process.stderr.columns || COLUMNS) - 1;
  if (isTerminal) process.stderr.write(`\r\u001b[2K${cut(text, columns)}`);
}

export type Progress = {
  /** Says at once what is broken or can't be decided. */
  readonly find: (finding: Finding) => void;
  readonly news: (text: string) => void;
  readonly end: () => void;
};

const TERMINAL_EVERY_MS = 500;
/** In a log, often enough to see that it is alive, and seldom enough to read the rest. */
const LOG_EVERY_MS = 10_000;
/** Two lines: all of it is in the report. */
const SAID_COLUMNS_MAX = 150;

/**
 * Tells on the error output how a run goes: what it finds as it finds it, and how far it is, over and
 * over in one line of a terminal, or in a line now and then of a log.
 *
 * @param total Requirements.
 * @param histories How many were generated so far.
 * @param isQuiet Whether nothing is told but on a terminal, in the line that is gone at the end.
 */
export function startProgress(
  total: number,
  histories: () => number,
  { isQuiet }: { readonly isQuiet: boolean },
): Progress {
  const startedAt = performance.now();
  let found = 0;
  let last = "";
  const line = (): string => {
    const rate = Math.round((1000 * histories()) / (performance.now() - startedAt));
    return `${found}/${total}  ${histories()} histories, ${rate}/s  ${last}`;
  };
  const say = (text: string): void => {
    if (isQuiet) return;
    showProgress("");
    const flat = cut(text.replace(/\s+/g, " "), SAID_COLUMNS_MAX);
    console.error(outdented(flat).join("\n"));
  };
  const timer = setInterval(
    () => (isTerminal ? showProgress(line()) : say(line())),
    isTerminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS,
  );
  return {
    find: ({ id, verdict, reason, expected }) => {
      found += 1;
      last = id;
      if (verdict === "broken" && expected === null) say(`✗ ${id}  ${reason}`);
      if (verdict === "inconclusive") say(`? ${id}  ${reason}`);
    },
    news: (text) => {
      last = text;
    },
    end: () => {
      clearInterval(timer);
      showProgress("");
    },
  };
}
