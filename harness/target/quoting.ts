/** Quotes what a receiver said: short, printable, and without the secrets that it was given. @module */

import type { WireAnswer } from "../courier/wire.ts";

export type Quoting = {
  /** Status and body in one line: `503 {"error":"not_applied"}`. */
  readonly answer: (answer: WireAnswer) => string;
  /** The last lines of what was written, repetitions left out. */
  readonly lines: (text: string) => readonly string[];
};

const BODY_CHARACTERS_MAX = 300;
const LINE_CHARACTERS_MAX = 300;
const LINES_MAX = 12;

/** What a terminal would carry out: its escape sequences, and all control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNPRINTABLE = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Of a connection string, which errors of drivers quote. */
const PASSWORD_IN_URL = /(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g;

/** @param secrets What must not be quoted. */
export function quotingWithout(secrets: readonly string[]): Quoting {
  // The longest first: one may be a part of another.
  const known = secrets.filter((secret) => secret !== "").toSorted((a, b) => b.length - a.length);
  const masked = (text: string): string =>
    known
      .reduce((clearer, secret) => clearer.replaceAll(secret, "[masked]"), text)
      .replace(PASSWORD_IN_URL, "$1:[masked]@")
      .replace(UNPRINTABLE, "");
  return {
    answer: ({ status, body }) => {
      const text = masked(new TextDecoder().decode(body)).replace(/\s+/g, " ").trim();
      return `${status} ${bounded(text, BODY_CHARACTERS_MAX)}`.trimEnd();
    },
    lines: (text) => {
      const lines = text
        .split(/\r?\n/)
        .map((line) => bounded(masked(line).trimEnd(), LINE_CHARACTERS_MAX));
      return [...new Set(lines.filter((line) => line !== ""))].slice(-LINES_MAX);
    },
  };
}

function bounded(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}
