/** How many tests there were, by the report that the test runner wrote of them. @module */

export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

/** @returns What the root of a JUnit report says; `null` if that is no report of any test. */
export function parseTally(junit: string): Tally | null {
  const root = /<testsuites\b[^>]*>/.exec(junit)?.[0] ?? "";
  const count = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(root)?.[1]);
  const [tests, failed, skipped] = [count("tests"), count("failures"), count("skipped")];
  if (!(tests > 0 && failed >= 0 && skipped >= 0)) return null;
  return { passed: tests - failed - skipped, failed, skipped };
}

/**
 * Says last, on a line of its own, what a CI counts.
 *
 * @param code The exit code of the whole. A file that can't be loaded is in no report, and neither
 * are the steps before and after the tests: such a run must not end on a line that reads as green.
 */
export function formatTally(tally: Tally | null, code: number): string {
  if (tally === null) return "FAILED before any test was run";
  const { passed, failed, skipped } = tally;
  return [
    ...(code !== 0 && failed === 0 ? ["FAILED outside the tests counted here: see above"] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${passed} passed, ${failed} failed`,
  ].join("\n");
}
