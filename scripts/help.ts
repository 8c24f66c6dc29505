/** The help of a script, before it starts anything. @module */

/** @returns Whether it was asked for, and printed. */
export function printedHelp(text: string): boolean {
  const isAskedFor = process.argv.slice(2).some((arg) => arg === "--help" || arg === "-h");
  if (isAskedFor) console.log(text);
  return isAskedFor;
}
