/** How many tests there were, by the reports that the test runners wrote of them. @module */

import { SaxesParser } from "saxes";

export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

type Case = { readonly name: string; verdict: keyof Tally };

/**
 * Counts the cases of a JUnit report, the runtimes' own sums being of different things.
 *
 * @returns `null` if that is no report of any test.
 */
export function parseTally(junit: string): Tally | null {
  const { runner, cases } = readReport(junit);
  // Deno reports a `describe` as one case more, which fails where one of its tests does.
  const groups = new Set(runner === "deno test" ? cases.flatMap(({ name }) => groupsOf(name)) : []);
  const tests = cases.filter(({ name }) => !groups.has(name));
  if (tests.length === 0) return null;
  const count = (wanted: keyof Tally): number =>
    tests.filter(({ verdict }) => verdict === wanted).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** @returns No cases where the file breaks off: a runner that died has counted nothing. */
function readReport(junit: string): {
  readonly runner: string;
  readonly cases: readonly Case[];
} {
  const cases: Case[] = [];
  let runner = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const last = cases.at(-1);
    if (name === "testsuites") runner = attributes["name"] ?? "";
    if (name === "testcase") cases.push({ name: attributes["name"] ?? "", verdict: "passed" });
    else if (last === undefined) return;
    else if (name === "failure" || name === "error") last.verdict = "failed";
    else if (name === "skipped") last.verdict = "skipped";
  });
  try {
    parser.write(junit).close();
    return { runner, cases };
  } catch {
    return { runner, cases: [] };
  }
}

/** `a > b > c` is in `a` and in `a > b`. */
function groupsOf(name: string): readonly string[] {
  const parts = name.split(" > ");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(" > "));
}

/** @returns `null` if nobody counted anything. */
export function addTallies(tallies: readonly (Tally | null)[]): Tally | null {
  const counted = tallies.filter((tally) => tally !== null);
  if (counted.length === 0) return null;
  const sum = (key: keyof Tally): number => counted.reduce((total, tally) => total + tally[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/**
 * Says last, on a line of its own, what a CI counts.
 *
 * @param code The exit code of the whole. A file that can't be loaded is in no report, and neither
 * are the steps before and after the tests: such a run must not end on a line that reads as green.
 */
export function formatTally(tally: Tally | null, code: number): string {
  if (tally === null) return code === 0 ? "no test was run" : "FAILED before any test was run";
  const { passed, failed, skipped } = tally;
  return [
    ...(code !== 0 && failed === 0 ? ["FAILED outside the tests counted here: see above"] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${passed} passed, ${failed} failed`,
  ].join("\n");
}
