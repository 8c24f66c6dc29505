/** `harness run`: checks a receiver against the requirements, and reports what was found. @module */

import { readFileSync } from "node:fs";
import type { Command } from "commander";
import pc from "picocolors";
import { type Baseline, parseBaseline } from "../baseline.ts";
import { CATALOGUE } from "../catalogue.ts";
import { readSettings } from "../config-file.ts";
import { conform } from "../conformance.ts";
import { parseRunOptions } from "../options.ts";
import { openOutputs, type Screen } from "../outputs.ts";
import { exitCodeOf } from "../report.ts";
import { plain } from "../reporters/text.ts";
import type { Requirement } from "../requirement.ts";
import { NEWEST_SET, REQUIREMENT_SETS, requirementsOf } from "../requirement-sets.ts";
import { explainUnmatched, select } from "../select.ts";
import { type Given, SETTING_NAMES } from "../settings.ts";
import { typedCommand } from "../typed-command.ts";
import { UsageError } from "../usage-error.ts";
import { addSettings } from "./add-settings.ts";
import { interruption } from "./interruption.ts";
import { showProgress } from "./progress.ts";

export function addRun(program: Command): void {
  const command = program
    .command("run", { isDefault: false })
    .description("check a receiver against the requirements");
  addSettings(command, SETTING_NAMES)
    .addHelpText(
      "after",
      `
  A flag is stronger than its variable (--body-limit: CONFORMANCE_BODY_LIMIT), a variable than the
  file's key (bodyLimit in conformance.json). Secrets are read from the environment only.

  Examples:
    harness run --start "bun server/main.ts"
    harness run --url http://127.0.0.1:8080/webhooks --only signature --report text --report junit=out.xml
    harness run --url http://127.0.0.1:8080/webhooks --probe http://127.0.0.1:8080/entitlements --simulator-port 3100`,
    )
    .action(runCommand);
}

async function runCommand(typed: Given): Promise<void> {
  const options = parseRunOptions(readSettings(typed, process.env), process.env);
  const requirementSet = options.requirements ?? NEWEST_SET;
  const requirements = selectRequirements(requirementSet, options.only);
  const baseline = options.expect === null ? new Map() : readBaseline(options.expect);
  const outputs = openOutputs(options.reports, SCREEN);
  let found = 0;
  try {
    const report = await conform(requirements, options, {
      baseline,
      requirementSet,
      signal: interruption(),
      command: typedCommand(process.argv.slice(2)),
      onStart: outputs.start,
      onFinding: (finding) => {
        showProgress(`${++found}/${requirements.length}  ${finding.id}`);
        outputs.find(finding);
      },
      onOutput: (text) => {
        if (process.env["HARNESS_SHOW_TARGET"]) process.stderr.write(text);
      },
    });
    showProgress("");
    outputs.end(report);
    process.exitCode = exitCodeOf(report, options.strict);
  } finally {
    outputs.close();
  }
}

function selectRequirements(version: string, only: readonly string[]): readonly Requirement[] {
  const set = requirementsOf(CATALOGUE, version);
  if (set === null) {
    const versions = Object.keys(REQUIREMENT_SETS).join(", ");
    throw new UsageError([`--requirements ${version}: expected one of ${versions}`]);
  }
  const selection = select(set, only);
  if (!selection.ok) throw new UsageError(selection.unmatched.map(explainUnmatched));
  return selection.requirements;
}

function readBaseline(file: string): Baseline {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError([`--expect ${file}: ${reason}`]);
  }
  const parsed = parseBaseline(text, new Set(CATALOGUE.map(({ id }) => id)));
  if (!parsed.ok) throw new UsageError(parsed.problems.map((one) => `--expect ${file}: ${one}`));
  return parsed.baseline;
}

const SCREEN: Screen = {
  write: (text) => process.stdout.write(text),
  paint: pc.isColorSupported ? (colour, text) => pc[colour](text) : plain,
};
