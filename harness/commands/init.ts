/** `harness init`: asks a target a few harmless questions, and writes conformance.json. @module */

import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { parseRunOptions } from "../conformance/options.ts";
import { propose } from "../conformance/propose.ts";
import { SETTINGS } from "../conformance/settings.ts";
import { survey } from "../conformance/survey.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { beside } from "../settings/columns.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import { packaged, ROOT } from "../settings/own-files.ts";
import { type Flags, parseSettings } from "../settings/setting.ts";
import { shellWord } from "../settings/shell-word.ts";
import { fromCommandLine, fromEnvironment, layer } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { addSettings } from "./add-settings.ts";
import { interruption } from "./interruption.ts";
import { PROGRAM } from "./program.ts";

const ASKED_FOR: readonly string[] = [
  "url",
  "secretEnv",
  "probe",
  "probeTokenEnv",
  "simulatorPort",
  "apiKeyEnv",
  "settle",
  "allowRemote",
  "config",
];

const SCHEMA = join(ROOT, "docs/conformance.schema.json");

export function addInit(program: Command): void {
  const command = program
    .command("init")
    .description("ask a receiver a few harmless questions, and write conformance.json");
  addSettings(command, ASKED_FOR)
    .option("--force", "replace the file if there is one")
    .addHelpText(
      "after",
      `
  It sends one event of a type that nobody knows by each signature scheme, and
  asks the probe about a buyer who does not exist. The file gets the names of
  variables, and no secret.

  Examples:
    ${PROGRAM} init --url http://127.0.0.1:8080/webhooks
    ${PROGRAM} init --url http://127.0.0.1:8080/webhooks --probe http://127.0.0.1:8080/entitlements --simulator-port 3100`,
    )
    .action(init);
}

async function init({ force, ...typed }: Flags & { readonly force?: boolean }): Promise<void> {
  const flags = readFlags(typed);
  const options = parseRunOptions(flags, process.env);
  const { config } = parseSettings({ config: SETTINGS.config }, flags, () => undefined);
  if (force !== true && existsSync(config)) {
    throw new UsageError([`${config} is there already: add --force to replace it`]);
  }
  // Before anybody is asked anything.
  orUsageError(config, () => accessSync(dirname(resolve(config)), constants.W_OK));

  const proposal = propose(flags, options, await survey(options, interruption()));
  const json = `${JSON.stringify({ ...schemaSeenFrom(dirname(resolve(config))), ...proposal.settings }, null, 2)}\n`;
  orUsageError(config, () => writeFileSync(config, json));
  const isPreset = config === SETTINGS.config.parse(undefined);
  const read = isPreset ? "" : ` --config ${shellWord(config)}`;
  console.log(`${options.sides[0].configured.webhook}
${proposal.findings.flatMap((line) => beside("", line, 2)).join("\n")}

Wrote ${config}. Next, to check the receiver by it:
  ${PROGRAM} run${read}`);
}

/**
 * For editors. A package that `npx` keeps is in a folder of this user's alone, and an executable has no
 * schema beside it: neither is for a file that others read too.
 */
function schemaSeenFrom(folder: string): { readonly $schema?: string } {
  const seen = relative(folder, SCHEMA).replaceAll("\\", "/");
  const isInstalledHere = /^(\.\.\/)*node_modules\//.test(seen);
  return packaged === null || isInstalledHere ? { $schema: seen } : {};
}

/** @throws {UsageError} Where the file's folder, or the file, is not there or can't be written. */
function orUsageError(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError([`--config ${file}: ${explainFileTrouble(error, "write")}`]);
  }
}

/** Not from the file, which is about to be written. */
function readFlags(typed: Flags): Flags {
  const problems: string[] = [];
  const environment = fromEnvironment(SETTINGS, process.env, (problem) => problems.push(problem));
  if (problems.length > 0) throw new UsageError(problems);
  // The others' endpoints are not asked anything: their schemes are known, their settings have names.
  const typedHere = { ...fromCommandLine(SETTINGS, typed), provider: [PROVIDERS[0].name] };
  return layer({ typed: typedHere, environment, file: {} });
}
