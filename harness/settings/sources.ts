/**
 * Where settings come from: flag > environment > file > preset.
 *
 * A source that gives a list replaces the list of a weaker one.
 *
 * @module
 */

import { nearest } from "./nearest.ts";
import { type Described, describeAll, type Flags, type Settings, variableOf } from "./setting.ts";

type Complain = (problem: string) => void;
type Value = Flags[string] | undefined;

/** Strongest first. */
export type Sources = {
  readonly typed: Flags;
  readonly environment: Flags;
  readonly file: Flags;
};

export function layer({ typed, environment, file }: Sources): Flags {
  return { ...file, ...environment, ...typed };
}

/** What was typed, its numbers as numbers: what is no number is complained of where it is read. */
export function fromCommandLine(settings: Settings, typed: Flags): Flags {
  return gather(settings, ({ name, kind }) => {
    const value = typed[name];
    return kind === "number" && typeof value === "string" ? numberIn(value) : value;
  });
}

/** An empty variable is one that is not set: CI servers can't leave one out. */
export function fromEnvironment(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
  complain: Complain,
): Flags {
  return gather(settings, ({ name, kind }) => {
    const variable = variableOf(name);
    const text = env[variable] ?? "";
    if (text === "") return undefined;
    switch (kind) {
      case "text":
        return text;
      case "number":
        return numberIn(text);
      case "list":
        return text.split(",").map((entry) => entry.trim());
      case "switch":
        if (text !== "true" && text !== "false") complain(`${variable}: expected true or false`);
        return text === "true";
    }
  });
}

/** @param file Its name, for complaints. */
export function fromFile(
  settings: Settings,
  file: string,
  json: unknown,
  complain: Complain,
): Flags {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    complain(`${file}: expected a JSON object`);
    return {};
  }
  const known = Object.keys(settings).filter((name) => name !== "config");
  const unknown = Object.keys(json).filter((key) => key !== "$schema" && !known.includes(key));
  for (const key of unknown) {
    complain(`${file}: ${key} is no setting: did you mean ${nearest(key, known)}?`);
  }
  const values = new Map<string, unknown>(Object.entries(json));
  return gather(settings, (setting) => {
    const { name, kind } = setting;
    const value = values.get(name);
    if (value === undefined || name === "config") return undefined;
    const ours = readValue(setting, value);
    if (ours === undefined) complain(`${file}: ${name}: expected ${EXPECTED[kind]}`);
    return ours;
  });
}

const EXPECTED = {
  text: "a text",
  number: "a whole number",
  list: "a list of texts",
  switch: "true or false",
} as const satisfies Record<Described["kind"], string>;

/** @returns `undefined` where the value is not of the setting's kind. */
function readValue({ kind, takesOne }: Described, value: unknown): Value {
  switch (kind) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "number":
      return typeof value === "number" && Number.isInteger(value) ? value : undefined;
    case "list":
      if (takesOne && typeof value === "string") return [value];
      return isTexts(value) ? value : undefined;
    case "switch":
      return typeof value === "boolean" ? value : undefined;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

/** Only digits: `0x10` and `1e3` are typing errors. */
function numberIn(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function gather(settings: Settings, read: (setting: Described) => Value): Flags {
  return Object.fromEntries(
    describeAll(settings).flatMap((setting) => {
      const value = read(setting);
      return value === undefined ? [] : [[setting.name, value] as const];
    }),
  );
}
