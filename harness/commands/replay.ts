/** `harness replay`: plays one recorded counterexample again, against any receiver. @module */

import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { explain } from "../by-hand/explain.ts";
import { record } from "../by-hand/record.ts";
import { parseRunOptions } from "../conformance/options.ts";
import { SETTINGS } from "../conformance/settings.ts";
import { type Counterexample, readCounterexample } from "../histories/counterexample.ts";
import { playOnce } from "../properties/check-property.ts";
import { schemeFor, schemeNamed } from "../providers/choose-scheme.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { INVARIANTS, VERBS } from "../run/catalogue.ts";
import { NEWEST_SET } from "../run/requirement-sets.ts";
import { readSettings } from "../settings/config-file.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import type { Flags } from "../settings/setting.ts";
import { UsageError } from "../settings/usage-error.ts";
import { addSettings } from "./add-settings.ts";
import { PROGRAM } from "./program.ts";
import { judge } from "./run.ts";

type ReplayFlags = Flags & { readonly script?: boolean };

/** What a single history has no use for. */
const NOT_HERE: readonly string[] = [
  "provider",
  "only",
  "seed",
  "path",
  "runs",
  "timeBudget",
  "failFast",
  "soak",
  "recorded",
  "exhaustive",
  "events",
  "deviations",
  "shard",
  "from",
  "counterexamples",
  "expect",
  "requirements",
  "verifyCmd",
  "verifyCounts",
];

export function addReplay(program: Command): void {
  const command = program
    .command("replay")
    .description("play a counterexample again, or print the script that does it by hand")
    .argument("<file>", "as --counterexamples keeps it")
    .option("--script", "print a shell script (curl, openssl) instead of playing it");
  addSettings(
    command,
    Object.keys(SETTINGS).filter((name) => !NOT_HERE.includes(name)),
  )
    .addHelpText(
      "after",
      `
  Examples:
    ${PROGRAM} replay kept/order-any-order-seed-7.json --start "bun server/main.ts"
    ${PROGRAM} replay kept/order-any-order-seed-7.json --script > bug.sh && sh bug.sh`,
    )
    .action(replayCommand);
}

async function replayCommand(file: string, { script, ...typed }: ReplayFlags): Promise<void> {
  const requirement = requirementOf(file, read(file));
  const { provider } = requirement;
  const flags = readSettings(SETTINGS, { ...typed, provider: [provider] }, process.env);
  if (script === true) {
    const problems: string[] = [];
    const chosen = schemeNamed(flags["scheme"], (problem) => problems.push(problem));
    if (problems.length > 0) throw new UsageError(problems);
    const recording = await record(requirement, schemeFor(requirement, chosen));
    if (recording.kind !== "recorded") {
      throw new UsageError([`${file} has no script: ${recording.reason}`]);
    }
    process.stdout.write(explain(requirement, recording, { program: PROGRAM }).script ?? "");
    return;
  }
  const options = parseRunOptions(flags, process.env);
  // The file and the environment may say so for runs: a replay is one, and lives with nothing.
  await judge(
    [requirement],
    { ...options, soak: false, recording: null, exhaustive: null, expect: null },
    NEWEST_SET,
    {
      isReplay: true,
    },
  );
}

/** The invariant that it broke, checked on this one history. */
function requirementOf(file: string, { invariant: id, history }: Counterexample): Requirement {
  const invariant = INVARIANTS.find((one) => one.id === id);
  if (invariant === undefined) throw new UsageError([`${file}: there is no invariant ${id}`]);
  return { ...invariant, check: (trial) => playOnce(trial, invariant.property, history) };
}

function read(file: string): Counterexample {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError([`${file}: ${explainFileTrouble(error, "read")}`]);
  }
  const parsed = readCounterexample(text, VERBS);
  if (!parsed.ok) throw new UsageError([`${file} ${parsed.problem}`]);
  return parsed.counterexample;
}
