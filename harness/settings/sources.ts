/**
 * Where settings come from: flag > environment > file > preset.
 *
 * A source that gives a list replaces the list of a weaker one.
 *
 * @module
 */

import {
  type Given,
  type RunFlags,
  SETTING_ENTRIES,
  type Setting,
  variableOf,
} from "../conformance/settings.ts";
import { nearest } from "./nearest.ts";

type Complain = (problem: string) => void;
type Value = string | boolean | readonly string[] | undefined;

/** Strongest first. */
export type Sources = {
  readonly typed: Given;
  readonly environment: Given;
  readonly file: Given;
};

export function layer({ typed, environment, file }: Sources): RunFlags {
  // A setting has a preset wherever its type says so: both are read off the same table.
  const presets = gather((_name, setting) => setting.preset) as RunFlags;
  return { ...presets, ...file, ...environment, ...typed };
}

/** An empty variable is one that is not set: CI servers can't leave one out. */
export function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  complain: Complain,
): Given {
  return gather((name, { kind }) => {
    const variable = variableOf(name);
    const text = env[variable] ?? "";
    if (text === "") return undefined;
    switch (kind) {
      case "text":
      case "number":
        return text;
      case "list":
        return text.split(",").map((entry) => entry.trim());
      case "switch":
        if (text !== "true" && text !== "false") complain(`${variable}: expected true or false`);
        return text === "true";
    }
  });
}

/** @param file Its name, for complaints. */
export function fromFile(file: string, json: unknown, complain: Complain): Given {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    complain(`${file}: expected a JSON object`);
    return {};
  }
  const known = SETTING_ENTRIES.map(([name]) => name).filter((name) => name !== "config");
  const unknown = Object.keys(json).filter((key) => key !== "$schema" && !known.includes(key));
  for (const key of unknown) {
    complain(`${file}: ${key} is no setting: did you mean ${nearest(key, known)}?`);
  }
  const values = new Map<string, unknown>(Object.entries(json));
  return gather((name, setting) => {
    const value = values.get(name);
    if (value === undefined || name === "config") return undefined;
    const ours = readValue(setting, value);
    if (ours === undefined) complain(`${file}: ${name}: expected ${EXPECTED[setting.kind]}`);
    return ours;
  });
}

const EXPECTED = {
  text: "a text",
  number: "a whole number",
  list: "a list of texts",
  switch: "true or false",
} as const satisfies Record<Setting["kind"], string>;

/** @returns `undefined` where the value is not of the setting's kind. */
function readValue({ kind }: Setting, value: unknown): Value {
  switch (kind) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "number":
      return Number.isInteger(value) ? String(value) : undefined;
    case "list":
      return isTexts(value) ? value : undefined;
    case "switch":
      return typeof value === "boolean" ? value : undefined;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function gather(read: (name: string, setting: Setting) => Value): Given {
  const given = SETTING_ENTRIES.flatMap(([name, setting]) => {
    const value = read(name, setting);
    return value === undefined ? [] : [[name, value] as const];
  });
  // Names are those of the table, and every caller gives a value of the setting's kind.
  return Object.fromEntries(given) as Given;
}
