/** `harness list`: what there is to hold. @module */

import type { Command } from "commander";
import type { Requirement } from "../requirements/requirement.ts";
import { CATALOGUE, EFFECTS } from "../run/catalogue.ts";
import { explainUnmatched, select } from "../run/select.ts";
import { beside } from "../settings/columns.ts";
import { UsageError } from "../settings/usage-error.ts";
import { collect } from "./add-settings.ts";
import { PROGRAM } from "./program.ts";

type ListFlags = {
  readonly only: readonly string[];
  readonly area: readonly string[];
  readonly level: readonly string[];
  readonly profile: readonly string[];
  readonly json?: boolean;
};

const LEVELS = ["MUST", "SHOULD"] as const;
const PROFILES = ["wire", "state", "fault"] as const;

export function addList(program: Command): void {
  program
    .command("list")
    .description("list the requirements")
    .option("--only <id or area>", "list these only; may be repeated", collect, [])
    .option("--area <area>", "the same as --only", collect, [])
    .option("--level <level>", "MUST or SHOULD", collect, [])
    .option("--profile <profile>", "wire, state or fault; may be repeated", collect, [])
    .option("--json", "as JSON, with why, source and remedy")
    .addHelpText(
      "after",
      `
  Examples:
    ${PROGRAM} list --area signature
    ${PROGRAM} list --profile wire --level MUST
    ${PROGRAM} list --json`,
    )
    .action((flags: ListFlags) => {
      const requirements = chosen(flags);
      process.stdout.write(flags.json === true ? asJson(requirements) : asTable(requirements));
    });
}

/** @throws {UsageError} If a filter is none, or nothing is left: an empty list would look like one. */
function chosen({ only, area, level, profile }: ListFlags): readonly Requirement[] {
  const selectors = [...only, ...area];
  // What needs a command of the person's own is listed to who asks for it.
  const all = selectors.length === 0 ? CATALOGUE : [...CATALOGUE, ...EFFECTS];
  const selection = select(all, selectors);
  const explained = (selector: string): string =>
    explainUnmatched(selector, all, only.includes(selector) ? "--only" : "--area");
  const levels = level.map((each) => each.toUpperCase());
  const problems = [
    ...(selection.ok ? [] : selection.unmatched.map(explained)),
    ...unknown("--level", levels, LEVELS),
    ...unknown("--profile", profile, PROFILES),
  ];
  if (!selection.ok || problems.length > 0) throw new UsageError(problems);

  const left = selection.requirements.filter(
    (each) => isAmong(levels, each.level) && isAmong(profile, each.profile),
  );
  if (left.length === 0) throw new UsageError(["no requirement is all of what was asked for"]);
  return left;
}

/** No filter lets everything through. */
function isAmong(allowed: readonly string[], value: string): boolean {
  return allowed.length === 0 || allowed.includes(value);
}

function unknown(
  flag: string,
  given: readonly string[],
  allowed: readonly string[],
): readonly string[] {
  return given
    .filter((value) => !allowed.includes(value))
    .map((value) => `${flag} ${value}: expected one of ${allowed.join(", ")}`);
}

/** An area after the other, ids and what is said beside them below each other. */
function asTable(requirements: readonly Requirement[]): string {
  const areas = Map.groupBy(requirements, ({ id }) => id.slice(0, id.lastIndexOf("/")));
  const blocks = [...areas.values()].map((members) => {
    const widest = Math.max(...members.map(({ id }) => id.length));
    return members.flatMap(({ id, level, profile, claim }) => [
      `${id.padEnd(widest)}  ${level.padEnd(6)}  ${profile}`,
      ...beside("", claim, 4),
    ]);
  });
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** What is told of it: how it is checked is code. */
function asJson(requirements: readonly Requirement[]): string {
  const entries = requirements.map(
    ({ id, provider, level, profile, claim, why, source, remedy, proof }) => ({
      id,
      claim,
      why,
      source,
      remedy,
      provider,
      level,
      profile,
      proof,
    }),
  );
  return `${JSON.stringify(entries, unlessProxys, 2)}\n`;
}

/** As it was published: where no provider is named, the endpoint is Proxy's. */
function unlessProxys(key: string, value: unknown): unknown {
  return key === "provider" && value === "proxy" ? undefined : value;
}
