/** The receivers of this repository that the harness judges: the reference on each runtime, and the examples. @module */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readReports } from "../harness/comparison/read-reports.ts";
import type { NamedReport } from "../harness/comparison/rows.ts";
import { type Check, together } from "./check.ts";
import { EXAMPLES } from "./examples.ts";
import { judgeExample } from "./judge-example.ts";
import type { Lifetime } from "./lifetime.ts";
import { freshDatabase, makeTemporaryFolder } from "./open-database.ts";
import { installRuntimes } from "./runtimes.ts";
import { RUNTIMES } from "./worst-days/case.ts";

/** A fixed seed: a change is judged by the same histories as the one before it. */
const SEED = "42";

/** For the generated histories, on each runtime. A run by itself takes as long as the longer one. */
const TIME_BUDGET_SECONDS = { brief: "8", all: "20" } as const;

/** By the names that are printed. */
const RECEIVERS = { Bun: RUNTIMES.bun, Deno: RUNTIMES.deno, "Node 24": RUNTIMES.node } as const;

/** By the names of their reports, as the columns of docs/matrix.md stand. */
const JUDGED: readonly string[] = [...Object.keys(RECEIVERS), ...EXAMPLES.map(({ name }) => name)];

/** Where the runs leave their JSON reports, a file each. */
export type Reports = {
  /** Made when it is first asked for. */
  readonly folder: () => Promise<string>;
};

/** A folder that is gone with the script. */
export function temporaryReports(lifetime: Lifetime): Reports {
  let made: Promise<string> | null = null;
  return {
    folder: () => {
      made ??= makeTemporaryFolder(lifetime);
      return made;
    },
  };
}

function reportFile(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

/**
 * Reads what the runs have left.
 *
 * @returns Null where a receiver was not judged, as where its program is not there: which one is printed.
 */
export function readJudged(folder: string): readonly NamedReport[] | null {
  const missing = JUDGED.filter((name) => !existsSync(reportFile(folder, name)));
  if (missing.length === 0)
    return readReports(JUDGED.map((name) => reportFile(folder, name))).reports;
  console.log(`Cannot compare the receivers: not judged here: ${missing.join(", ")}`);
  return null;
}

/** @param reports Null where nobody wants any. */
async function reportFlags(reports: Reports | null, name: string): Promise<readonly string[]> {
  if (reports === null) return [];
  return ["--report", "text", "--report", `json=${reportFile(await reports.folder(), name)}`];
}

/** Each runtime's receiver is judged on a database that nobody has written to. */
export function conformanceRuns(
  lifetime: Lifetime,
  url: string,
  { effort, reports }: { effort: keyof typeof TIME_BUDGET_SECONDS; reports: Reports | null },
): readonly Check[] {
  return Object.entries(RECEIVERS).map(([runtime, command]) => ({
    name: `the receiver on ${runtime}, judged by the harness`,
    run: async () => {
      const run = ["harness/main.ts", "run", "--start", command.join(" "), "--provider", "both"];
      const flags = [...effortOf(effort), ...(await reportFlags(reports, runtime))];
      const child = lifetime.start(process.execPath, [...run, ...flags], {
        PATH: await installRuntimes(lifetime),
        DATABASE_URL: await freshDatabase(lifetime, url),
      });
      return { code: await child.exited };
    },
  }));
}

/** Two at a time: each of them mostly waits. */
export function judgedExamples(
  lifetime: Lifetime,
  url: string,
  reports: Reports,
): readonly Check[] {
  const each = EXAMPLES.map((example): Check => {
    const run = async () => {
      const flags = [...effortOf("brief"), ...(await reportFlags(reports, example.name))];
      return { code: await judgeExample(example, { lifetime, url, flags }) };
    };
    return { name: `examples/${example.name}, judged by the harness`, run };
  });
  return each.flatMap((_, index) => {
    const pair = each.slice(index, index + 2);
    const names = pair.map(({ name }) => name).join("; ");
    return index % 2 === 0 ? [together(lifetime, names, pair)] : [];
  });
}

/** The same histories for every run, and for so long. */
function effortOf(effort: keyof typeof TIME_BUDGET_SECONDS): readonly string[] {
  const known = ["--counterexamples", "fixtures/counterexamples"];
  return ["--seed", SEED, "--time-budget", TIME_BUDGET_SECONDS[effort], ...known];
}
