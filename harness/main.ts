#!/usr/bin/env bun
/** The command line: `run`, `list`, `simulator`. Exit codes are those of the target contract. @module */

import { Command, CommanderError } from "commander";
import pc from "picocolors";
import { CATALOGUE } from "./catalogue.ts";
import { conform } from "./conformance.ts";
import { TargetNotStarted } from "./managed-target.ts";
import { parseRunOptions, type RunFlags, UsageError } from "./options.ts";
import { PreflightError } from "./preflight.ts";
import { exitCodeOf } from "./report.ts";
import { formatJson } from "./reporters/json.ts";
import { formatText, type Paint, plain } from "./reporters/text.ts";
import { explainUnmatched, select } from "./select.ts";
import { parseSimulatorOptions, type SimulatorFlags } from "./simulator/options.ts";
import { standAlone } from "./simulator/stand-alone.ts";

const program = new Command("harness")
  .description("Judges a receiver of Proxy Checkout webhooks, in any language, over HTTP.")
  .showHelpAfterError("(harness --help shows all commands)")
  .exitOverride();

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

program
  .command("list")
  .description("list the requirements")
  .option("--only <id or area>", "list these only; may be repeated", collect, [])
  .action(({ only }: { readonly only: readonly string[] }) => {
    const selection = select(CATALOGUE, only);
    if (!selection.ok) throw new UsageError(selection.unmatched.map(explainUnmatched));
    const widest = Math.max(...selection.requirements.map(({ id }) => id.length));
    for (const { id, level, profile, claim } of selection.requirements) {
      console.log(`${id.padEnd(widest)}  ${level.padEnd(6)}  ${profile.padEnd(5)}  ${claim}`);
    }
  });

program
  .command("simulator")
  .description("be a local Proxy to develop against: its API, and its webhooks to your endpoint")
  .option("--port <port>", "where the API listens", "3100")
  .option("--host <host>", "the address that the API listens on", "127.0.0.1")
  .requiredOption("--endpoint <url>", "where events are delivered")
  .option("--scheme <scheme>", "t-v1 or standard-webhooks", "t-v1")
  .option("--secret-env <name>", "holds the signing secret", "PROXY_WEBHOOK_SIGNING_SECRET")
  .option("--api-key-env <name>", "holds the key of the API", "PROXY_SECRET_KEY")
  .action(async (flags: SimulatorFlags) => {
    await standAlone(parseSimulatorOptions(flags, process.env), interruption(), console.log);
  });

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

/** Aborts on the first Ctrl-C or SIGTERM, so that what was started is stopped and reported. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
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

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** @returns The exit code for what was thrown; whatever isn't expected is the harness's own fault. */
function complain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    console.error(error.message);
    return 2;
  }
  if (error instanceof PreflightError) {
    console.error(error.message);
    return error.kind === "misconfigured" ? 2 : 3;
  }
  if (error instanceof TargetNotStarted) {
    console.error(error.message);
    return 3;
  }
  console.error(error);
  return 5;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = complain(error);
}
