/** An argument, as a person types it at a POSIX shell. @module */

/** @returns The argument, quoted only where a shell would read something else. */
export function shellWord(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
