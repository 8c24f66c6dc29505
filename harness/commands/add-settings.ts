/** The table of settings -> the flags of a command. @module */

import { type Command, Option } from "commander";
import { flagOf, SETTING_ENTRIES, type Setting } from "../conformance/settings.ts";

/** @param names Which of the settings, as the table names them. */
export function addSettings(command: Command, names: readonly string[]): Command {
  for (const [name, setting] of SETTING_ENTRIES) {
    if (names.includes(name)) command.addOption(optionOf(name, setting));
  }
  return command;
}

/** Presets are shown, not set: what was not typed must not be stronger than the file. */
function optionOf(name: string, { kind, argument, help, preset = "" }: Setting): Option {
  const shown = preset.length === 0 ? "" : ` (default: ${preset})`;
  const flag = argument === undefined ? flagOf(name) : `${flagOf(name)} <${argument}>`;
  const option = new Option(flag, `${help}${shown}`);
  return kind === "list" ? option.argParser(collect) : option;
}

/** For options that may be repeated. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
