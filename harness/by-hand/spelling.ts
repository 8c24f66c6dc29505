/**
 * Tells which parts of a recorded text are made afresh at each run, and how a shell makes them.
 *
 * Texts have one character a byte, as they go on the wire.
 *
 * @module
 */

/** Text to be written as it is; or a shell's expression, to be put between double quotes. */
export type Piece = string | { readonly shell: string };
export type Spelling = readonly Piece[];

export type Found = { readonly at: number; readonly length: number; readonly shell: string };
/** @returns Where a text has something that must not be written as it was recorded. */
export type Rule = (text: string) => Found | null;

/** Stands for the nonce while recording. No hexadecimal digits only, so that no MAC can have it. */
export const RECORDED_NONCE = "recordings";

/** So near to our clock an instant is meant as now; those of a recorded world are older. */
const NEAR_MS = 24 * 60 * 60 * 1000;
/** So near to our clock a timestamp is meant by its distance: stale, or ahead by up to a year. */
const NEAR_SECONDS = 2 * 366 * 24 * 60 * 60;
/** Shorter than any useful part of a MAC, and too long to be in another by chance. */
const COMMON_MIN = 8;

/** Splits a text by the first rule that finds something in it, and what is left by all of them. */
export function spell(text: string, rules: readonly Rule[]): Spelling {
  for (const rule of rules) {
    const found = rule(text);
    if (found === null) continue;
    const { at, length, shell } = found;
    return [
      ...spell(text.slice(0, at), rules),
      { shell },
      ...spell(text.slice(at + length), rules),
    ];
  }
  return text === "" ? [] : [text];
}

function exactly(wanted: string, shell: string): Rule {
  return (text) => {
    const at = text.indexOf(wanted);
    return wanted === "" || at === -1 ? null : { at, length: wanted.length, shell };
  };
}

export const nonce: Rule = exactly(RECORDED_NONCE, "$NONCE");

/** The values that a script takes from its environment, by the names of their variables. */
export function variables(
  names: readonly string[],
  own: Readonly<Record<string, string>>,
): readonly Rule[] {
  return names.map((name) => exactly(own[name] ?? "", `$${name}`));
}

/** @param nowMs When it was recorded. */
export function instant(nowMs: number): Rule {
  return (text) => {
    for (const match of text.matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g)) {
      const away = Math.abs(Date.parse(match[0]) - nowMs);
      if (away < NEAR_MS) return { at: match.index, length: 24, shell: "$INSTANT" };
    }
    return null;
  };
}

/** Ten digits that are a Unix time near ours, also as the beginning of milliseconds. */
export function seconds(nowMs: number): Rule {
  const now = Math.floor(nowMs / 1000);
  return (text) => {
    for (const match of text.matchAll(/(?<!\d)0*([1-9]\d{9})(?=\d{0,3}(?!\d))/g)) {
      const [whole, digits = ""] = match;
      const away = Number(digits) - now;
      if (Math.abs(away) > NEAR_SECONDS) continue;
      const shell = away === 0 ? "$NOW" : `$((NOW ${away < 0 ? "-" : "+"} ${Math.abs(away)}))`;
      return { at: match.index + whole.length - digits.length, length: digits.length, shell };
    }
    return null;
  };
}

/**
 * A value that a check may have cut, extended, or changed a few characters of, such as a MAC.
 *
 * @param name The shell variable that holds the value at a run.
 */
export function partsOf(value: string, name: string): Rule {
  const upper = value.toUpperCase();
  return (text) => {
    const asItIs = longestCommon(text, value);
    const inCapitals = longestCommon(text, upper);
    // A part of digits only is the same in capitals.
    if (inCapitals !== null && inCapitals.length > (asItIs?.length ?? 0)) {
      const { shell, ...found } = spelledBy(text, upper, name, inCapitals);
      return { ...found, shell: `$(printf %s "${shell}" | tr a-z A-Z)` };
    }
    return asItIs === null ? null : spelledBy(text, value, name, asItIs);
  };
}

/** Where a text and a value are the same: `from` counts in the value, `at` in the text. */
type Common = { readonly at: number; readonly from: number; readonly length: number };

function longestCommon(text: string, value: string): Common | null {
  let longest: Common | null = null;
  for (let from = 0; from + COMMON_MIN <= value.length; from += 1) {
    const at = text.indexOf(value.slice(from, from + COMMON_MIN));
    if (at === -1) continue;
    let length = COMMON_MIN;
    while (from + length < value.length && text[at + length] === value[from + length]) length += 1;
    if (length > (longest?.length ?? 0)) longest = { at, from, length };
  }
  return longest;
}

/** Where the characters around it are as many as are missing, they were exchanged for others. */
function spelledBy(text: string, value: string, name: string, common: Common): Found {
  const { at, from, length } = common;
  const to = from + length;
  const before = /[\w+/]*$/.exec(text.slice(0, at))?.[0].length === from ? from : 0;
  const rest = value.length - to;
  const after = /^[\w+/=]*/.exec(text.slice(at + length))?.[0].length === rest ? rest : 0;
  const shell = [
    before === 0 ? "" : `$(exchanged "$${name}" 1-${from})`,
    length === value.length ? `$${name}` : `$(printf %s "$${name}" | cut -c ${from + 1}-${to})`,
    after === 0 ? "" : `$(exchanged "$${name}" ${to + 1}-${value.length})`,
  ];
  return { at: at - before, length: before + length + after, shell: shell.join("") };
}
