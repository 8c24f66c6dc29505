/** `harness run`: checks a receiver against the requirements, and prints what was found. @module */

import type { Command } from "commander";
import pc from "picocolors";
import { CATALOGUE } from "../catalogue.ts";
import { conform } from "../conformance.ts";
import { parseRunOptions, type RunFlags, UsageError } from "../options.ts";
import { exitCodeOf } from "../report.ts";
import { formatJson } from "../reporters/json.ts";
import { formatText, type Paint, plain } from "../reporters/text.ts";
import { explainUnmatched, select } from "../select.ts";
import { collect } from "./collect.ts";
import { interruption } from "./interruption.ts";

export function addRun(program: Command): void {
  program
    .command("run", { isDefault: false })
    .description("check a receiver against the requirements")
    .option("--url <url>", "the receiver's webhook route (with --start: its path)")
    .option("--start <command>", "start the receiver by this command, and stop it afterwards")
    .option("--ready <path>", "with --start: answers 200 once it is ready", "/readyz")
    .option("--scheme <scheme>", "t-v1 or standard-webhooks", "t-v1")
    .option("--secret-env <name>", "holds the signing secret", "PROXY_WEBHOOK_SIGNING_SECRET")
    .option("--probe <url>", "where entitlements are read (with --start: its path)")
    .option("--probe-token-env <name>", "holds the probe's token", "PROBE_TOKEN")
    .option("--simulator-port <port>", "where the receiver reads Proxy's state")
    .option("--simulator-host <host>", "the address that the simulator listens on", "127.0.0.1")
    .option("--api-key-env <name>", "holds the key of Proxy's API", "PROXY_SECRET_KEY")
    .option("--policy <name=value>", "past_due=granted, cancelled=until_period_end", collect, [])
    .option("--body-limit <bytes>", "the receiver's body limit", "1048576")
    .option("--tolerance <seconds>", "the receiver's timestamp tolerance", "300")
    .option("--answer-within <seconds>", "how long an answer may take", "10")
    .option("--only <id or area>", "check these only; may be repeated", collect, [])
    .option("--seed <number>", "of the generated histories; a fresh one by default")
    .option("--path <path>", "replay one generated case")
    .option("--runs <number>", "generated histories for each property", "100")
    .option("--report <format>", "text or json", "text")
    .option("--strict", "a broken SHOULD counts as well")
    .option("--allow-remote", "the receiver is not on this machine, and may be tested")
    .addHelpText(
      "after",
      `
  Examples:
    harness run --start "bun server/main.ts"
    harness run --url http://127.0.0.1:8080/webhooks --only signature --only time
    harness run --url http://127.0.0.1:8080/webhooks --probe http://127.0.0.1:8080/entitlements --simulator-port 3100`,
    )
    .action(runCommand);
}

async function runCommand(flags: RunFlags): Promise<void> {
  const options = parseRunOptions(flags, process.env);
  const selection = select(CATALOGUE, options.only);
  if (!selection.ok) throw new UsageError(selection.unmatched.map(explainUnmatched));

  const { requirements } = selection;
  let found = 0;
  const report = await conform(requirements, options, {
    signal: interruption(),
    command: typedCommand(),
    onFinding: ({ id }) => showProgress(`${++found}/${requirements.length}  ${id}`),
    onOutput: (text) => {
      if (process.env["HARNESS_SHOW_TARGET"]) process.stderr.write(text);
    },
  });
  showProgress("");

  const paint: Paint = pc.isColorSupported ? (colour, text) => pc[colour](text) : plain;
  const format = options.report === "json" ? formatJson(report) : formatText(report, paint);
  process.stdout.write(format);
  process.exitCode = exitCodeOf(report, options.strict);
}

/** One line that is written over, on a terminal only: a log wants no progress. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

/** What was typed, without what a replay line says again. */
function typedCommand(): string {
  const again = new Set(["--only", "--seed", "--path"]);
  const args = process.argv.slice(2);
  const kept = args.filter((arg, index) => {
    const [name = ""] = arg.split("=");
    return !again.has(name) && !again.has(args[index - 1] ?? "");
  });
  const quoted = kept.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`));
  return ["bun run harness", ...quoted].join(" ");
}
