/** `harness compare`: reports side by side, what changed, and what became of a receiver over time. @module */

import { existsSync, realpathSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { compare, compareOverTime } from "../comparison/comparison.ts";
import { FORMATS, FORMATTERS } from "../comparison/formats.ts";
import { exitCodeOfNew } from "../comparison/new-trouble.ts";
import { readReports } from "../comparison/read-reports.ts";
import { parseReports, type ReportRequest } from "../conformance/report-requests.ts";
import { plain } from "../reporters/text.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import { UsageError } from "../settings/usage-error.ts";
import { collect } from "./add-settings.ts";
import { PROGRAM } from "./program.ts";
import { screenPaint } from "./screen-paint.ts";

type CompareFlags = {
  readonly report?: readonly string[];
  readonly all?: boolean;
  readonly failOnNew?: boolean;
};

export function addCompare(program: Command): void {
  program
    .command("compare")
    .description("put reports side by side: receivers, runs of one, or a folder of runs")
    .argument("<reports...>", "as run --report json=<file> writes them, or a folder of them")
    .option(
      "--report <format[=file]>",
      "text, html, markdown or json; may be repeated (default: text)",
      collect,
    )
    .option("--all", "each requirement by itself, though many are alike")
    .option("--fail-on-new", "exit code 1 where the last run broke what the one before did not")
    .addHelpText(
      "after",
      `
  Two reports are an earlier run and a later one: what changed is told first. The
  runs of a folder are told as a trend, in the order in which they began.

  Examples:
    ${PROGRAM} compare bun.json deno.json node.json
    ${PROGRAM} compare main.json change.json --fail-on-new
    ${PROGRAM} compare runs --report text --report html=trend.html`,
    )
    .action(compareCommand);
}

function compareCommand(paths: readonly string[], flags: CompareFlags): void {
  const requests = parseFlags(flags);
  const { isTrend, reports, files } = readReports(paths);
  refuseToReplace(files, requests);
  const comparison = isTrend ? compareOverTime(reports) : compare(reports);
  const { step } = comparison;
  if (flags.failOnNew === true && step === null) {
    throw new UsageError(["--fail-on-new: expected two reports, or a folder with two at least"]);
  }
  const showsAll = flags.all === true;
  for (const request of requests) {
    const paint = request.file === null ? screenPaint : plain;
    write(request, FORMATTERS[request.format](comparison, { paint, showsAll }));
  }
  const later = reports.find(({ name }) => name === step?.to);
  process.exitCode =
    flags.failOnNew === true && step !== null && later !== undefined
      ? exitCodeOfNew(step.changes, later.report)
      : 0;
}

type Request = ReportRequest<(typeof FORMATS)[number]>;

/** @throws {UsageError} Listing every problem. */
function parseFlags({ report = ["text"] }: CompareFlags): readonly Request[] {
  const problems: string[] = [];
  const requests = parseReports(report, { formats: FORMATS, summaryFile: null }, (problem) =>
    problems.push(problem),
  );
  if (problems.length > 0) throw new UsageError(problems);
  return requests;
}

/** @throws {UsageError} If a report that is compared would be lost. */
function refuseToReplace(files: readonly string[], requests: readonly Request[]): void {
  const given = new Set(files.map((file) => realpathSync(file)));
  const problems = requests.flatMap(({ format, file }) =>
    file !== null && existsSync(file) && given.has(realpathSync(file))
      ? [`--report ${format}=${file}: it is one of those that are compared: name another file`]
      : [],
  );
  if (problems.length > 0) throw new UsageError(problems);
}

/** @throws {UsageError} If the file can't be written. */
function write({ format, file }: Request, text: string): void {
  if (file === null) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError([`--report ${format}=${file}: ${explainFileTrouble(error, "write")}`]);
  }
}
