/**
 * Everything that must hold before a change is merged, from the quickest to the slowest.
 *
 * With arguments, only the unit tests in the files that match one of them.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createDatabase, dropDatabase } from "./database.ts";
import { type Lifetime, runScript } from "./lifetime.ts";
import { makeTemporaryFolder, openDatabase } from "./open-database.ts";
import { installRuntimes } from "./runtimes.ts";
import { formatTally, parseTally } from "./tally.ts";

/** Bun cuts a test at 5 s unless told otherwise; a property over a real database takes longer. */
const TEST_MS = 60_000;

/** A fixed seed: a change is judged by the same histories as the one before it. */
const SEED = "42";

/** For the generated histories, on each runtime. A run by itself takes longer over them. */
const TIME_BUDGET_SECONDS = "8";

/** How each runtime starts the receiver; none of them may leave a lock file of its own. */
const RECEIVERS = {
  Bun: "bun server/main.ts",
  Deno: "deno run --quiet --allow-all --no-lock server/main.ts",
  "Node 24": "node server/main.ts",
} as const;

/** @returns An exit code. */
type Step = { readonly name: string; readonly run: () => Promise<number> };

await runScript(async (lifetime) => {
  const filters = process.argv.slice(2);
  const report = `${await makeTemporaryFolder(lifetime)}/junit.xml`;
  const { url, description } = await openDatabase(lifetime);
  console.log(`Database: ${description}`);

  const unitTests: Step = {
    name: "unit tests",
    run: async () => {
      const options = [`--timeout=${TEST_MS}`, "--reporter=junit", `--reporter-outfile=${report}`];
      return lifetime.start(process.execPath, ["test", ...options, ...filters], {
        TEST_DATABASE_URL: await freshDatabase(lifetime, url),
      }).exited;
    },
  };
  const code = await runInOrder(
    filters.length > 0
      ? [unitTests]
      : [...staticSteps(lifetime), unitTests, ...conformanceSteps(lifetime, url)],
  );
  console.log(`\n${formatTally(parseTally(await readReport(report)), code)}`);
  return code;
});

/** By `--bun`, since both are Node's scripts, and there may be no Node. */
function staticSteps({ start }: Lifetime): readonly Step[] {
  const run = (...args: readonly string[]) => start(process.execPath, ["run", "--bun", ...args]);
  return [
    { name: "lint", run: () => run("biome", "check", "--error-on-warnings").exited },
    { name: "types", run: () => run("tsc").exited },
  ];
}

/** Each runtime's receiver is judged on a database that nobody has written to. */
function conformanceSteps(lifetime: Lifetime, url: string): readonly Step[] {
  return Object.entries(RECEIVERS).map(([runtime, command]) => ({
    name: `the receiver on ${runtime}, judged by the harness`,
    run: async () => {
      const known = ["--counterexamples", "fixtures/counterexamples"];
      const run = ["harness/main.ts", "run", "--start", command, "--provider", "both"];
      const args = [...run, "--seed", SEED, "--time-budget", TIME_BUDGET_SECONDS, ...known];
      return lifetime.start(process.execPath, args, {
        PATH: await installRuntimes(lifetime),
        DATABASE_URL: await freshDatabase(lifetime, url),
      }).exited;
    },
  }));
}

/** @returns Nothing where the steps before the tests failed. */
async function readReport(file: string): Promise<string> {
  return existsSync(file) ? readFile(file, "utf8") : "";
}

/** Stops at the first step that fails: what follows would only repeat it, at length. */
async function runInOrder(steps: readonly Step[]): Promise<number> {
  for (const { name, run } of steps) {
    console.log(`\n=== ${name}`);
    const startedAt = performance.now();
    const code = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`=== ${name}: ${code === 0 ? "done" : `FAILED, exit code ${code}`}, ${seconds} s`);
    if (code !== 0) return code;
  }
  return 0;
}

function freshDatabase(lifetime: Lifetime, url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  return lifetime.own(createDatabase(url, name), () => dropDatabase(url, name));
}
