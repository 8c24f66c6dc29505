/** `harness mutants`: proves that every requirement bites, and prints which bug it bites. @module */

import type { Command } from "commander";
import { MUTANTS } from "../hunt/all-mutants.ts";
import { DIFFERING_CASES } from "../hunt/differing.ts";
import { formatMatrixMarkdown } from "../hunt/format-markdown.ts";
import { formatSchedulesMarkdown, formatSchedulesText } from "../hunt/format-schedules.ts";
import { formatMatrixText } from "../hunt/format-text.ts";
import { hunt } from "../hunt/hunt.ts";
import { huntBySchedules as bySchedules, shownWithin } from "../hunt/hunt-by-schedules.ts";
import { exitCodeOf, type Matrix, meantFor } from "../hunt/matrix.ts";
import { type ScheduleMatrix, scheduleExitCodeOf } from "../hunt/schedule-matrix.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { AREAS } from "../requirements/requirement.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { nearest } from "../settings/nearest.ts";
import { UsageError } from "../settings/usage-error.ts";
import { collect } from "./add-settings.ts";
import { interruption } from "./interruption.ts";
import { PROGRAM } from "./program.ts";
import { showProgress } from "./progress.ts";
import { screenPaint } from "./screen-paint.ts";

type MutantsFlags = {
  readonly only: readonly string[];
  readonly quick?: boolean;
  readonly seeds: string;
  readonly runs: string;
  readonly report: string;
  readonly exhaustive?: boolean;
  readonly events: string;
  readonly deviations: string;
};

export function addMutants(program: Command): void {
  program
    .command("mutants")
    .description(
      "put receivers with one bug each before the requirements: every one must be killed",
    )
    .option("--only <mutant or area>", "these only; may be repeated", collect, [])
    .option("--quick", "each mutant before the requirements meant for it, and no others")
    .option("--seeds <number>", "seeds on which the correct receiver must not be accused", "2")
    .option(
      "--runs <number>",
      "generated histories for each invariant, for the correct receiver",
      "30",
    )
    .option(
      "--exhaustive",
      "put them before every schedule of a size instead, in memory: those that it is known to show",
    )
    .option("--events <number>", "with --exhaustive: events in a story, at most; 1 to 4", "3")
    .option("--deviations <number>", "with --exhaustive: deviations in a schedule, at most", "2")
    .option("--report <format>", "text, json or markdown", "text")
    .addHelpText(
      "after",
      `
  Examples:
    ${PROGRAM} mutants
    ${PROGRAM} mutants --quick --only time
    ${PROGRAM} mutants --exhaustive --only order
    ${PROGRAM} mutants --report markdown > docs/kill-matrix.md`,
    )
    .action((flags: MutantsFlags) =>
      flags.exhaustive === true ? huntBySchedules(flags) : huntMutants(flags),
    );
}

async function huntMutants(flags: MutantsFlags): Promise<void> {
  const { format, mutants, seeds, runs } = parse(flags);
  const signal = interruption();
  const isPartial = flags.only.length > 0;
  const differing = isPartial || flags.quick ? [] : DIFFERING_CASES.map(({ name }) => name);
  const total = mutants.length + differing.length;
  let judged = 0;
  const matrix = await hunt({
    mutants,
    accusers: isPartial ? mutants.flatMap((mutant) => meantFor(mutant, CATALOGUE)) : CATALOGUE,
    asksAll: flags.quick !== true,
    differing,
    seeds,
    runs,
    signal,
    onJudged: (name) => showProgress(`${++judged}/${total + 2 * seeds}  ${name}`),
  });
  showProgress("");

  finish(signal, () => format(matrix), exitCodeOf(matrix));
}

/** In memory, and of what schedules can show. */
async function huntBySchedules(flags: MutantsFlags): Promise<void> {
  const problems: string[] = [];
  const format = formatOf(flags.report, SCHEDULE_FORMATS, problems);
  const size = {
    events: whole(flags.events, "--events", problems),
    // None is a size as well.
    deviations: flags.deviations === "0" ? 0 : whole(flags.deviations, "--deviations", problems),
  };
  if (size.events > 4) problems.push(`--events ${flags.events}: expected 4 at most`);
  const chosen = choose(flags.only, problems);
  if (problems.length > 0 || format === undefined) throw new UsageError(problems);

  const signal = interruption();
  let judged = 0;
  const matrix = await bySchedules({
    size,
    providers: [...new Set(chosen.map(({ provider }) => provider))],
    // Who names one wants to know.
    mutants: flags.only.length > 0 ? chosen : shownWithin(size, chosen),
    signal,
    onJudged: (name) => showProgress(`${++judged}  ${name}`),
  });
  showProgress("");
  finish(signal, () => format(matrix), scheduleExitCodeOf(matrix));
}

/** Nothing is said where it was interrupted. */
function finish(signal: AbortSignal, text: () => string, exitCode: number): void {
  if (signal.aborted) {
    console.error("Interrupted: nothing can be said of the mutants that were left");
    process.exitCode = 130;
    return;
  }
  process.stdout.write(text());
  process.exitCode = exitCode;
}

/** @throws {UsageError} Listing every problem. */
function parse({ only, seeds, runs, report }: MutantsFlags) {
  const problems: string[] = [];
  const format = formatOf(report, FORMATS, problems);
  const parsed = {
    seeds: whole(seeds, "--seeds", problems),
    runs: whole(runs, "--runs", problems),
    mutants: choose(only, problems),
  };
  if (problems.length > 0 || format === undefined) throw new UsageError(problems);
  return { ...parsed, format };
}

type Formats<Value> = ReadonlyMap<string, (value: Value) => string>;

const FORMATS: Formats<Matrix> = new Map([
  ["text", (matrix) => formatMatrixText(matrix, screenPaint)],
  ["json", asJson],
  ["markdown", formatMatrixMarkdown],
]);

const SCHEDULE_FORMATS: Formats<ScheduleMatrix> = new Map([
  ["text", (matrix) => formatSchedulesText(matrix, screenPaint)],
  ["json", asJson],
  ["markdown", formatSchedulesMarkdown],
]);

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function formatOf<Value>(report: string, formats: Formats<Value>, problems: string[]) {
  const format = formats.get(report);
  if (format === undefined) {
    problems.push(`--report ${report}: expected ${[...formats.keys()].join(" or ")}`);
  }
  return format;
}

const NAMES = PROVIDERS.map(({ name }) => name);

function choose(only: readonly string[], problems: string[]): readonly Mutant[] {
  const matches = (name: string, selector: string): boolean =>
    name === selector || name.startsWith(`${selector}/`);
  const names = MUTANTS.map(({ name }) => name);
  for (const selector of only) {
    if (names.some((name) => matches(name, selector))) continue;
    const meant = nearest(selector, [...AREAS, ...NAMES, ...names]);
    problems.push(`--only ${selector} matches no mutant: did you mean ${meant}?`);
  }
  if (only.length === 0) return MUTANTS;
  return MUTANTS.filter(({ name }) => only.some((selector) => matches(name, selector)));
}

function whole(text: string, flag: string, problems: string[]): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  problems.push(`${flag} ${text}: expected a whole number, at least 1`);
  return 1;
}
