/** `harness replay`: plays one recorded counterexample again, against any receiver. @module */

import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { explain } from "../by-hand/explain.ts";
import { record } from "../by-hand/record.ts";
import { parseRunOptions } from "../conformance/options.ts";
import { type Given, SETTING_NAMES } from "../conformance/settings.ts";
import { type Counterexample, readCounterexample } from "../histories/counterexample.ts";
import { playOnce } from "../properties/check-property.ts";
import { schemeOf } from "../providers/provider.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { INVARIANTS } from "../run/catalogue.ts";
import { NEWEST_SET } from "../run/requirement-sets.ts";
import { readSettings } from "../settings/config-file.ts";
import { UsageError } from "../settings/usage-error.ts";
import { addSettings } from "./add-settings.ts";
import { judge } from "./run.ts";

type ReplayFlags = Given & { readonly script?: boolean };

/** What a single history has no use for. */
const NOT_HERE: readonly string[] = [
  "provider",
  "only",
  "seed",
  "path",
  "runs",
  "timeBudget",
  "soak",
  "counterexamples",
  "expect",
  "requirements",
];

export function addReplay(program: Command): void {
  const command = program
    .command("replay")
    .description("play a counterexample again, or print the script that does it by hand")
    .argument("<file>", "as --counterexamples keeps it")
    .option("--script", "print a shell script (curl, openssl) instead of playing it");
  addSettings(
    command,
    SETTING_NAMES.filter((name) => !NOT_HERE.includes(name)),
  )
    .addHelpText(
      "after",
      `
  Examples:
    harness replay kept/order-any-order-seed-7.json --start "bun server/main.ts"
    harness replay kept/order-any-order-seed-7.json --script > bug.sh && sh bug.sh`,
    )
    .action(replayCommand);
}

async function replayCommand(file: string, { script, ...typed }: ReplayFlags): Promise<void> {
  const requirement = requirementOf(file, read(file));
  const { provider } = requirement;
  if (script === true) {
    const ofProxy = typed.scheme === "standard-webhooks" ? "standard-webhooks" : "t-v1";
    const scheme = schemeOf(provider, ofProxy);
    const explanation = explain(requirement, await record(requirement, scheme));
    if (explanation.script === null) throw new UsageError([explanation.text.trimEnd()]);
    process.stdout.write(explanation.script);
    return;
  }
  const options = parseRunOptions(readSettings({ ...typed, provider }, process.env), process.env);
  // The file and the environment may say so for runs: a replay is one, and lives with nothing.
  await judge([requirement], { ...options, soak: false, expect: null }, NEWEST_SET);
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
    throw new UsageError([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = readCounterexample(text);
  if (!parsed.ok) throw new UsageError([`${file} ${parsed.problem}`]);
  return parsed.counterexample;
}
