/** The table of settings -> the flags of a command. @module */

import { type Command, Option } from "commander";
import { SETTINGS } from "../conformance/settings.ts";
import { type Described, describeAll, flagOf } from "../settings/setting.ts";

/** @param names Which of the settings, as the table names them. */
export function addSettings(command: Command, names: readonly string[]): Command {
  return addDescribed(
    command,
    describeAll(SETTINGS).filter(({ name }) => names.includes(name)),
  );
}

/** Settings of a table of a command's own. */
export function addDescribed(command: Command, settings: readonly Described[]): Command {
  for (const setting of settings) command.addOption(optionOf(setting));
  return command;
}

/** Presets are shown, not set: what was not typed must not be stronger than the file. */
function optionOf({ name, kind, argument, help, preset }: Described): Option {
  const shown = preset === "" ? "" : ` (default: ${preset})`;
  const flag = argument === undefined ? flagOf(name) : `${flagOf(name)} <${argument}>`;
  const option = new Option(flag, `${help}${shown}`);
  return kind === "list" ? option.argParser(collect) : option;
}

/** For options that may be repeated. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
