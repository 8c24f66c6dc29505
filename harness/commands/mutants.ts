/** `harness mutants`: proves that every requirement bites, and prints which bug it bites. @module */

import type { Command } from "commander";
import { MUTANTS } from "../hunt/all-mutants.ts";
import { DIFFERING_CASES } from "../hunt/differing.ts";
import { formatMatrixMarkdown } from "../hunt/format-markdown.ts";
import { formatMatrixText } from "../hunt/format-text.ts";
import { hunt } from "../hunt/hunt.ts";
import { exitCodeOf, type Matrix, meantFor } from "../hunt/matrix.ts";
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
    .option("--report <format>", "text, json or markdown", "text")
    .addHelpText(
      "after",
      `
  Examples:
    ${PROGRAM} mutants
    ${PROGRAM} mutants --quick --only time
    ${PROGRAM} mutants --report markdown > docs/kill-matrix.md`,
    )
    .action(huntMutants);
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

  if (signal.aborted) {
    console.error("Interrupted: nothing can be said of the mutants that were left");
    process.exitCode = 130;
    return;
  }
  process.stdout.write(format(matrix));
  process.exitCode = exitCodeOf(matrix);
}

/** @throws {UsageError} Listing every problem. */
function parse({ only, seeds, runs, report }: MutantsFlags) {
  const problems: string[] = [];
  const format = FORMATS.get(report);
  if (format === undefined) {
    problems.push(`--report ${report}: expected ${[...FORMATS.keys()].join(" or ")}`);
  }
  const parsed = {
    seeds: whole(seeds, "--seeds", problems),
    runs: whole(runs, "--runs", problems),
    mutants: choose(only, problems),
  };
  if (problems.length > 0 || format === undefined) throw new UsageError(problems);
  return { ...parsed, format };
}

const FORMATS: ReadonlyMap<string, (matrix: Matrix) => string> = new Map([
  ["text", (matrix) => formatMatrixText(matrix, screenPaint)],
  ["json", (matrix) => `${JSON.stringify(matrix, null, 2)}\n`],
  ["markdown", formatMatrixMarkdown],
]);

function choose(only: readonly string[], problems: string[]): readonly Mutant[] {
  const matches = (name: string, selector: string): boolean =>
    name === selector || name.startsWith(`${selector}/`);
  const names = MUTANTS.map(({ name }) => name);
  for (const selector of only) {
    if (names.some((name) => matches(name, selector))) continue;
    const meant = nearest(selector, [...AREAS, ...PROVIDERS.map(({ name }) => name), ...names]);
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
