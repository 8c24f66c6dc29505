/** The command line that was typed, as a person may type it again. @module */

import { shellWord } from "../settings/shell-word.ts";

/** A replay says its own; and to write the reports of a replay would replace those of the run. */
const LEFT_OUT: ReadonlySet<string> = new Set(["--only", "--seed", "--path", "--report"]);
/** A soak goes on to other seeds, which a replay must not; and who replays looks closely. */
const LEFT_OUT_SWITCHES: ReadonlySet<string> = new Set(["--soak", "--quiet"]);

/**
 * @param program As it is typed, quoted where it must be.
 * @param args As the shell gave them, without the program.
 */
export function typedCommand(program: string, args: readonly string[]): string {
  const kept = args.filter((arg, index) => {
    const [name = ""] = arg.split("=");
    const isSwitch = LEFT_OUT_SWITCHES.has(arg);
    return !isSwitch && !LEFT_OUT.has(name) && !LEFT_OUT.has(args[index - 1] ?? "");
  });
  return [program, ...kept.map(shellWord)].join(" ");
}
