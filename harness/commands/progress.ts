/** How far a long command has come. @module */

/** One line that is written over, on a terminal only: a log wants no progress. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
