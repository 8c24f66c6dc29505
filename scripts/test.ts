/**
 * Everything that must hold before a change is merged, from the quickest to the slowest.
 *
 * `--all` adds what takes longer than a person waits. With other arguments, only the unit tests in
 * the files that match one of them.
 *
 * @module
 */

import { typedAs } from "../harness/settings/typed-as.ts";
import type { Check } from "./check.ts";
import { checks, unitTests } from "./checks.ts";
import { printedHelp } from "./help.ts";
import { type Lifetime, runScript } from "./lifetime.ts";
import { openDatabase } from "./open-database.ts";
import { addTallies, formatTally, type Tally } from "./tally.ts";
import { explainMissing, missingTools } from "./tools.ts";

/** What became of a check. */
type Done = {
  readonly name: string;
  readonly code: number;
  readonly seconds: string;
  readonly tally: Tally | null;
};

const TEST = typedAs("test");

const HELP = `Usage: ${TEST} [--all | <file>...]

Everything that must hold before a change is merged.

Arguments:
  --all    and what takes longer than a person waits
  <file>   only the unit tests in files whose names have this in them

Examples:
  ${TEST} server/app harness/settings`;

if (!printedHelp(HELP)) await runScript(testAll);

async function testAll(lifetime: Lifetime): Promise<number> {
  const args = process.argv.slice(2);
  const all = args.includes("--all");
  const filters = args.filter((arg) => arg !== "--all");
  const wrong = filters.find((arg) => arg === "" || arg.startsWith("-"));
  if (wrong !== undefined || (all && filters.length > 0)) {
    const said = wrong === undefined ? "--all and names of files" : `"${wrong}"`;
    console.error(`Cannot test with ${said}: expected nothing, --all, or names of test files`);
    return 2;
  }
  const missing = missingTools(process.env["PATH"] ?? "");
  for (const tool of missing) console.error(explainMissing(tool));
  if (missing.length > 0 && ["true", "1"].includes(process.env["CI"] ?? "")) {
    console.error("Cannot skip tests where CI is set: install the tools");
    return 2;
  }
  const { url, description } = await openDatabase(lifetime);
  console.log(`Database: ${description}`);

  const asked =
    filters.length > 0
      ? [unitTests(lifetime, url, filters, { all: true })]
      : checks(lifetime, url, { all });
  const done = await runInOrder(asked);
  const code = done.find((one) => one.code !== 0)?.code ?? 0;
  // Once more, where a reader of a long log looks.
  for (const tool of missing) console.log(explainMissing(tool));
  console.log(`\n${summarize(done)}\n${formatTally(addTallies(done.map(tallyOf)), code)}`);
  return code;
}

/** Stops at the first check that fails: what follows would only repeat it, at length. */
async function runInOrder(asked: readonly Check[]): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const { name, run } of asked) {
    console.log(`\n=== ${name}`);
    const startedAt = performance.now();
    const { code, tally = null } = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`=== ${name}: ${code === 0 ? "done" : `FAILED, exit code ${code}`}, ${seconds} s`);
    done.push({ name, code, seconds, tally });
    if (code !== 0) break;
  }
  return done;
}

/** A line a check: what it is, how many tests it was, how long it took. */
function summarize(done: readonly Done[]): string {
  const widest = Math.max(...done.map(({ name }) => name.length));
  return done
    .map(({ name, code, seconds, tally }) => {
      const counted = tally === null ? "" : `${tally.passed} passed`;
      const verdict = code === 0 ? counted : "FAILED";
      return `${name.padEnd(widest)}  ${verdict.padStart(11)}  ${seconds.padStart(6)} s`;
    })
    .join("\n");
}

function tallyOf({ tally }: Done): Tally | null {
  return tally;
}
