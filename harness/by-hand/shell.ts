/** Writes a spelling down in shell: as one argument, or as a command that prints its bytes. @module */

import type { Piece, Spelling } from "./spelling.ts";

/** Where a text repeats itself for longer than this, the script does the repeating. */
const RUN_CHARACTERS_MIN = 200;
const UNIT_CHARACTERS_MAX = 100;

/** @returns One argument: between double quotes where nothing in it means anything to a shell. */
export function word(spelling: Spelling): string {
  const isPlain = spelling.every((piece) => typeof piece !== "string" || PLAIN.test(piece));
  if (isPlain && spelling.length > 1) return `"${spelling.map(plain).join("")}"`;
  const parts = spelling.map((piece) =>
    typeof piece === "string" ? `'${piece.replaceAll("'", "'\\''")}'` : `"${piece.shell}"`,
  );
  return parts.join("") || "''";
}

const PLAIN = /^[\w .,:;/=+-]*$/;

/** A variable's name ends where the next character can't be part of one. */
function plain(piece: Piece, index: number, spelling: Spelling): string {
  if (typeof piece === "string") return piece;
  const next = spelling[index + 1];
  const isCut = typeof next === "string" && /^\w/.test(next);
  return isCut ? piece.shell.replace(/\$(\w+)$/, (_, name) => `\${${name}}`) : piece.shell;
}

/** @returns A command whose output is the text, byte for byte, whatever bytes they are. */
export function printed(spelling: Spelling): string {
  const commands: string[] = [];
  let format = "";
  let values: string[] = [];
  const flush = (): void => {
    // A hyphen at the beginning would be taken for an option.
    const safe = format.replace(/^-/, "\\055");
    if (format !== "") commands.push(["printf", `'${safe}'`, ...values].join(" "));
    format = "";
    values = [];
  };

  for (const piece of spelling) {
    if (typeof piece !== "string") {
      format += "%s";
      values.push(`"${piece.shell}"`);
      continue;
    }
    for (const { unit, times } of runsOf(piece)) {
      if (times === 1) {
        format += escaped(unit);
      } else {
        flush();
        commands.push(repeated(unit, times));
      }
    }
  }
  flush();
  const [only = ":", ...others] = commands;
  return others.length === 0 ? only : `{ ${commands.join("; ")}; }`;
}

function repeated(unit: string, times: number): string {
  // No shell can hold a NUL, and a line feed is what `repeat` puts between and takes out again.
  if (unit === "\0") return `head -c ${times} /dev/zero`;
  if (unit === "\n") return `yes '' | head -n ${times}`;
  return `repeat ${times} "$(printf '${escaped(unit)}')"`;
}

type Run = { readonly unit: string; readonly times: number };

/** @returns The text as units and how often each comes; what doesn't repeat is a unit that comes once. */
function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  let plain = 0;
  let at = 0;
  while (at < text.length) {
    const run = runAt(text, at);
    if (run === null) {
      at += 1;
      continue;
    }
    if (plain < at) runs.push({ unit: text.slice(plain, at), times: 1 });
    runs.push(run);
    at += run.unit.length * run.times;
    plain = at;
  }
  if (plain < text.length) runs.push({ unit: text.slice(plain), times: 1 });
  return runs;
}

function runAt(text: string, at: number): Run | null {
  for (let size = 1; size <= UNIT_CHARACTERS_MAX; size += 1) {
    const unit = text.slice(at, at + size);
    if (unit.length < size || unit.startsWith("-") || (size > 1 && /[\0\n]/.test(unit)))
      return null;
    let times = 1;
    while (text.startsWith(unit, at + times * size)) times += 1;
    if (times > 2 && times * size >= RUN_CHARACTERS_MIN) return { unit, times };
  }
  return null;
}

/** For the first argument of `printf`, between single quotes. */
function escaped(text: string): string {
  return text.replace(/[^ -~]|['%\\]/g, (character) => {
    if (character === "%") return "%%";
    if (character === "\\") return "\\\\";
    if (character === "\n") return "\\n";
    return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
}
