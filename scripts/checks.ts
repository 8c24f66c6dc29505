/** What is checked before a change is merged, each as a step that ends with an exit code. @module */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Check, together } from "./check.ts";
import {
  conformanceRuns,
  judgedExamples,
  type Reports,
  readJudged,
  temporaryReports,
} from "./judged-receivers.ts";
import type { Lifetime } from "./lifetime.ts";
import { failedByThemselves, MATRIX_PAGE, notAsPublished } from "./matrix-page.ts";
import { freshDatabase, makeTemporaryFolder } from "./open-database.ts";
import { installRuntimes } from "./runtimes.ts";
import { parseTally, type Tally } from "./tally.ts";
import { explainMissing, missingTools } from "./tools.ts";

/** Bun cuts a test at 5 s unless told otherwise; a property over a real database takes longer. */
const TEST_MS = 60_000;

/** Of those in `tools.txt`. */
const BENCH_TOOLS: readonly string[] = ["pgbench", "wrk"];

/** What teams copy is tested where teams run it. Only Bun runs the other tests as well. */
const COPIED = ["server", "sdk"] as const;

/** How the other runtimes run those tests; they leave a JUnit report in a file. */
const RUNNERS = {
  Deno: (report: string) => [
    "deno",
    ...["test", "--no-check", "--no-lock", "--allow-all", "--quiet", "--reporter=dot"],
    ...[`--junit-path=${report}`, ...COPIED],
  ],
  "Node 24": (report: string) => [
    "node",
    ...["--test", "--test-reporter=dot", "--test-reporter-destination=stdout"],
    ...["--test-reporter=junit", `--test-reporter-destination=${report}`],
    ...COPIED.map((folder) => `${folder}/**/*.test.ts`),
  ],
} as const;

/** @param all Also what takes longer than a person waits. */
export function checks(
  lifetime: Lifetime,
  url: string,
  { all }: { readonly all: boolean },
): readonly Check[] {
  const copied = copiedTests(lifetime, url, { all });
  const reports = all ? temporaryReports(lifetime) : null;
  const runs = conformanceRuns(lifetime, url, { effort: all ? "all" : "brief", reports });
  const before = [...staticChecks(lifetime), unitTests(lifetime, url, [], { all })];
  // One after the other, each is measured by itself; but a person waits.
  return reports !== null
    ? [
        ...before,
        ...copied,
        ...runs,
        ...judgedExamples(lifetime, url, reports),
        packageTests(lifetime, url),
        images(lifetime, url),
        killMatrix(lifetime),
        briefBench(lifetime),
        matrix(reports),
      ]
    : [
        ...before,
        together(lifetime, "unit tests on the other runtimes", copied),
        together(lifetime, "the receiver on all of them, judged by the harness", runs),
      ];
}

/** By `--bun`, since all are Node's scripts, and there may be no Node. */
function staticChecks({ start }: Lifetime): readonly Check[] {
  const check = (name: string, ...args: readonly string[]): Check => ({
    name,
    run: async () => ({ code: await start(process.execPath, ["run", "--bun", ...args]).exited }),
  });
  return [
    check("lint", "biome", "check", "--error-on-warnings"),
    check("types", "tsc"),
    check("types of the runtimes", "tsc", "--project", "tsconfig.runtimes.json"),
  ];
}

/**
 * @param filters Of files: those whose path contains one of them; none means all.
 * @param effort.all Also the tests in them that take longer than a person waits for all files.
 */
export function unitTests(
  lifetime: Lifetime,
  url: string,
  filters: readonly string[],
  { all }: { readonly all: boolean },
): Check {
  const commandOf = (report: string): readonly string[] => [
    process.execPath,
    ...["test", `--timeout=${TEST_MS}`, "--reporter=junit", `--reporter-outfile=${report}`],
    ...filters,
  ];
  return counted("unit tests on Bun", lifetime, url, commandOf, longerToo(all));
}

/** What tells the tests that take longer than a person waits to run as well. */
function longerToo(all: boolean): Readonly<Record<string, string>> {
  return all ? { TEST_ALL: "1" } : {};
}

/** With a path that begins so, Bun runs a file whose name is not that of a test: these take minutes. */
const PACKAGE_TESTS = ["./tests/package/everywhere.ts", "./tests/package/suites.ts"];

/** What other people's projects install, tried as they have it. */
function packageTests(lifetime: Lifetime, url: string): Check {
  const check = unitTests(lifetime, url, PACKAGE_TESTS, { all: true });
  return {
    name: "the package on Node 22, Node 24, Bun and Deno",
    run: async () => {
      await installRuntimes(lifetime);
      return check.run();
    },
  };
}

function copiedTests(
  lifetime: Lifetime,
  url: string,
  { all }: { readonly all: boolean },
): readonly Check[] {
  const variables = longerToo(all);
  return Object.entries(RUNNERS).map(([runtime, commandOf]) =>
    counted(`unit tests on ${runtime} (${COPIED.join(", ")})`, lifetime, url, commandOf, variables),
  );
}

/** @param commandOf A command line that leaves its JUnit report in the file that it is given. */
function counted(
  name: string,
  lifetime: Lifetime,
  url: string,
  commandOf: (report: string) => readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Check {
  return {
    name,
    run: async () => {
      const report = `${await makeTemporaryFolder(lifetime)}/junit.xml`;
      const [command = "", ...args] = commandOf(report);
      const code = await lifetime.start(command, args, {
        ...(command === process.execPath ? {} : { PATH: await installRuntimes(lifetime) }),
        TEST_DATABASE_URL: await freshDatabase(lifetime, url),
        ...variables,
      }).exited;
      const tally = existsSync(report) ? parseTally(await readFile(report, "utf8")) : null;
      return { code: judge(code, tally), tally };
    },
  };
}

/**
 * @returns The exit code, but never 0 where a test failed or none was counted: a runner may be ended
 * by a test with `process.exit(0)`, or find no file under the names that it was given.
 */
export function judge(code: number, tally: Tally | null): number {
  const counted = tally !== null && tally.passed + tally.skipped > 0 && tally.failed === 0;
  return code === 0 && !counted ? 1 : code;
}

/** The unit tests put each mutant before the requirements meant for it; here all others judge too. */
function killMatrix({ start }: Lifetime): Check {
  return {
    name: "every mutant before every requirement",
    run: async () => ({
      code: await start(process.execPath, ["harness/main.ts", "mutants"]).exited,
    }),
  };
}

/** What was found of each receiver is what docs/matrix.md says. Its verdicts were judged before. */
function matrix(reports: Reports): Check {
  return {
    name: `${MATRIX_PAGE}, compared with what was found`,
    run: async () => {
      const judged = readJudged(await reports.folder());
      if (judged === null) return { code: 0 }; // of a tool that is not there
      const failed = failedByThemselves(judged);
      if (failed.length > 0) {
        console.log(`Not compared: judged by itself, this fails already: ${failed.join(", ")}`);
        return { code: 0 };
      }
      const difference = notAsPublished(await readFile(MATRIX_PAGE, "utf8"), judged);
      if (difference === null) return { code: 0 };
      console.error(
        `${difference}\n${MATRIX_PAGE} is not what was found. To write it anew:\n  scripts/matrix`,
      );
      return { code: 1 };
    },
  };
}

function images(lifetime: Lifetime, url: string): Check {
  return {
    name: "the images' stages, made and run without an engine",
    run: async () => ({
      code: await lifetime.start(process.execPath, ["scripts/images.ts"], { DATABASE_URL: url })
        .exited,
    }),
  };
}

/** No figure is asserted: they are of one machine. That all that was acknowledged is stored, is. */
function briefBench({ start }: Lifetime): Check {
  return {
    name: "one bench of each kind, briefly",
    run: async () => {
      const missing = missingTools(process.env["PATH"] ?? "").filter(({ command }) =>
        BENCH_TOOLS.includes(command),
      );
      for (const tool of missing) console.log(explainMissing(tool));
      if (missing.length > 0) return { code: 0 }; // where CI is set nobody comes here without them
      return { code: await start(process.execPath, ["scripts/bench.ts", "--quick"]).exited };
    },
  };
}
