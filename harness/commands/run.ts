/** `harness run`: checks a receiver against the requirements, and reports what was found. @module */

import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { conform } from "../conformance/conformance.ts";
import { everySchedule } from "../conformance/every-schedule.ts";
import { parseRunOptions, type RunOptions } from "../conformance/options.ts";
import { recordedPlays } from "../conformance/recorded-plays.ts";
import { SETTINGS } from "../conformance/settings.ts";
import { type Verifying, verifying } from "../conformance/verify.ts";
import { keepCounterexample } from "../histories/counterexample-folder.ts";
import { isInvariant } from "../properties/invariant.ts";
import { RECORDED_IDS } from "../recorded/requirements.ts";
import type { Recording } from "../recording/recording.ts";
import { plannedInWords } from "../reporters/schedules.ts";
import { typedCommand } from "../reporters/typed-command.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { type Baseline, parseBaseline } from "../run/baseline.ts";
import { CATALOGUE, EFFECTS } from "../run/catalogue.ts";
import { exitCodeOf } from "../run/exit-code.ts";
import type { Report } from "../run/report.ts";
import { NEWEST_SET, REQUIREMENT_SETS, requirementsOf } from "../run/requirement-sets.ts";
import type { Schedules } from "../run/schedules.ts";
import { explainUnmatched, ofProviders, select } from "../run/select.ts";
import { readSettings } from "../settings/config-file.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import type { Flags } from "../settings/setting.ts";
import { UsageError } from "../settings/usage-error.ts";
import { createTally } from "../trial/coverage.ts";
import { addSettings } from "./add-settings.ts";
import { interruption } from "./interruption.ts";
import { openable } from "./openable.ts";
import { openOutputs, type Screen } from "./outputs.ts";
import { PROGRAM } from "./program.ts";
import { startProgress } from "./progress.ts";
import { screenPaint } from "./screen-paint.ts";

export function addRun(program: Command): void {
  const command = program
    .command("run", { isDefault: false })
    .description("check a receiver against the requirements");
  addSettings(command, Object.keys(SETTINGS))
    .addHelpText(
      "after",
      `
  A flag is stronger than its variable (--body-limit: CONFORMANCE_BODY_LIMIT), a
  variable than the file's key (bodyLimit in conformance.json). Secrets are read
  from the environment only.

  Examples:
    ${PROGRAM} run --start "bun server/main.ts"
    ${PROGRAM} run --url http://127.0.0.1:8080/webhooks --only signature --report text --report junit=out.xml
    ${PROGRAM} run --url http://127.0.0.1:8080/webhooks --probe http://127.0.0.1:8080/entitlements --simulator-port 3100`,
    )
    .action(runCommand);
}

async function runCommand(typed: Flags): Promise<void> {
  const options = parseRunOptions(readSettings(SETTINGS, typed, process.env), process.env);
  const requirementSet = options.requirements ?? NEWEST_SET;
  if (options.recording !== null) return replay(options, options.recording, requirementSet);
  const set = requirementsIn(requirementSet, options);
  const asked = ofProviders(
    set,
    options.sides.map(({ provider }) => provider.name),
  );
  const verified = verifying(options, asked);
  const selected = selectFrom(asked, options.only, { set, verified });
  const requirements = options.soak ? selected.filter(isInvariant) : selected;
  if (options.soak && requirements.length === 0) {
    throw new UsageError(["--soak: none of the selected requirements is an invariant"]);
  }
  if (options.exhaustive === null) {
    const isVerified = requirements.some((each) => verified?.effects.includes(each));
    const tryFirst = isVerified ? verified?.tryFirst : undefined;
    return judge(requirements, options, requirementSet, { tryFirst });
  }
  const every = everySchedule(requirements, options, options.exhaustive);
  for (const one of options.quiet ? [] : every.schedules()) console.error(plannedInWords(one));
  await judge(every.requirements, options, requirementSet, { schedules: every.schedules });
}

/** Replays a recording, and says first what of it can't be. */
async function replay(
  options: RunOptions,
  recording: Recording,
  requirementSet: string,
): Promise<void> {
  const { requirements, told, untold } = recordedPlays(options, recording);
  for (const line of options.quiet ? [] : untold) console.error(line);
  await judge(requirements, told, requirementSet);
}

/** How the requirements are asked, where it is not as usual. */
type Way = {
  readonly isReplay?: boolean;
  readonly schedules?: () => readonly Schedules[];
  readonly tryFirst?: Verifying["tryFirst"] | undefined;
};

/** Checks the requirements with progress on a terminal, writes the reports, sets the exit code. */
export async function judge(
  requirements: readonly Requirement[],
  options: RunOptions,
  requirementSet: string,
  { isReplay = false, schedules = () => [], tryFirst }: Way = {},
): Promise<void> {
  const baseline = options.expect === null ? new Map() : readBaseline(options.expect);
  const tally = createTally();
  const outputs = openOutputs(options.reports, screenOf(options));
  const histories = (): number => tally.counts()["histories"] ?? 0;
  const progress = startProgress(requirements.length, histories, { isQuiet: options.quiet });
  try {
    const report = await conform(requirements, options, {
      baseline,
      requirementSet,
      signal: interruption(),
      typed: { program: PROGRAM, command: commandTyped(), isReplay },
      schedules,
      tryFirst,
      onStart: outputs.start,
      onFoundation: outputs.stand,
      onFinding: (finding) => {
        progress.find(finding);
        outputs.find(finding);
      },
      tally,
      tell: progress.news,
      onOutput: (text) => {
        if (process.env["HARNESS_SHOW_TARGET"]) process.stderr.write(text);
      },
    });
    progress.end();
    keepCounterexamples(options.counterexamples, report);
    outputs.end(report);
    process.exitCode = exitCodeOf(report, options.strict);
  } finally {
    progress.end();
    outputs.close();
  }
}

/** What runs us for a purpose of its own, as scripts/demo does, says how that is typed. */
function commandTyped(): string {
  return process.env["HARNESS_COMMAND"] || typedCommand(PROGRAM, process.argv.slice(2));
}

/** Keeps what was found, and says where. The verdict does not hang on it. */
function keepCounterexamples(folder: string | null, { header, findings }: Report): void {
  if (folder === null) return;
  for (const { id, reason, details, path, counterexample } of findings) {
    if (counterexample === null) continue;
    const { history, hits, replays } = counterexample;
    const found = { reason: reason ?? "", steps: [...details], hits, replays, path };
    const kept = { ...found, seed: header.seed };
    try {
      const file = keepCounterexample(folder, { version: 1, invariant: id, found: kept, history });
      console.error(`Kept the counterexample of ${id} in ${file}`);
    } catch (error) {
      const trouble = explainFileTrouble(error, "write");
      console.error(`Cannot keep the counterexample of ${id} in ${folder}: ${trouble}`);
    }
  }
}

function requirementsIn(
  version: string,
  { sides }: Pick<RunOptions, "sides">,
): readonly Requirement[] {
  const providers = sides.map(({ provider }) => provider.name);
  const set = requirementsOf(CATALOGUE, version);
  if (set === null) {
    const versions = Object.keys(REQUIREMENT_SETS).join(", ");
    throw new UsageError([`--requirements ${version}: expected one of ${versions}`]);
  }
  const unknown = providers.filter((provider) => ofProviders(set, [provider]).length === 0);
  if (unknown.length > 0) {
    throw new UsageError(
      unknown.map(
        (one) => `--requirements ${version} is older than --provider ${one}: it asks nothing of it`,
      ),
    );
  }
  return set;
}

/** @param set What could have been selected, had the run been about every sender. */
function selectFrom(
  asked: readonly Requirement[],
  only: readonly string[],
  { set, verified }: { readonly set: readonly Requirement[]; readonly verified: Verifying | null },
): readonly Requirement[] {
  const selection = select([...asked, ...(verified?.effects ?? [])], only);
  if (selection.ok) return selection.requirements;
  throw new UsageError(
    selection.unmatched.map((each) =>
      verified === null && select(EFFECTS, [each]).ok
        ? `--only ${each} needs a number that side effects add up to: give --verify-cmd`
        : explainUnmatched(each, [...set, ...EFFECTS]),
    ),
  );
}

function readBaseline(file: string): Baseline {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError([`--expect ${file}: ${explainFileTrouble(error, "read")}`]);
  }
  const ids = [...[...CATALOGUE, ...EFFECTS].map(({ id }) => id), ...RECORDED_IDS];
  const parsed = parseBaseline(text, new Set(ids));
  if (!parsed.ok) throw new UsageError(parsed.problems.map((one) => `--expect ${file}: ${one}`));
  return parsed.baseline;
}

function screenOf({ quiet, verbose }: RunOptions): Screen {
  const locate = (source: string): string => openable(source, process.cwd());
  return {
    write: (text) => process.stdout.write(text),
    view: { paint: screenPaint, isQuiet: quiet, isVerbose: verbose, locate },
  };
}
