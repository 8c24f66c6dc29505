/** What a person must change before anything can run. @module */

/** Wrong usage: exit code 2, and all problems at once. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly exitCode = 2;

  constructor(problems: readonly string[]) {
    super(`Cannot run:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}
