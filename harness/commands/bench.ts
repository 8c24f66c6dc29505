/** `harness bench`: how much a receiver takes, and whether every buyer has what was bought. @module */

import type { Command } from "commander";
import { parseRunOptions, type RunOptions } from "../conformance/options.ts";
import { SETTINGS } from "../conformance/settings.ts";
import { formatLoad } from "../load/format-load.ts";
import { type LoadOptions, load } from "../load/load.ts";
import { LOAD_SETTINGS } from "../load/settings.ts";
import { fitted } from "../settings/columns.ts";
import { readSettings } from "../settings/config-file.ts";
import { describeAll, type Flags, parseSettings } from "../settings/setting.ts";
import { fromCommandLine } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { FoundationBroken } from "../target/foundation.ts";
import { Broken, Unreachable } from "../target/verdict.ts";
import { addDescribed, addSettings } from "./add-settings.ts";
import { interruption } from "./interruption.ts";
import { PROGRAM } from "./program.ts";

/** What is about requirements, and not about where the receiver is. */
const NOT_HERE: readonly string[] = [
  "only",
  "seed",
  "path",
  "runs",
  "timeBudget",
  "timeLimit",
  "failFast",
  "instances",
  "counterexamples",
  "soak",
  "recorded",
  "report",
  "handler",
  "expect",
  "requirements",
  "strict",
  "quiet",
  "verbose",
];

export function addBench(program: Command): void {
  const command = program
    .command("bench")
    .description("find out how much a receiver takes, and whether all got what they bought");
  addSettings(
    command,
    Object.keys(SETTINGS).filter((name) => !NOT_HERE.includes(name)),
  );
  addDescribed(command, describeAll(LOAD_SETTINGS))
    .addHelpText(
      "after",
      `
  It sells at a fixed rate, whatever the answers do, and doubles the rate until
  one does not hold. Then the probe is asked about every buyer: a fast wrong
  answer is a wrong one.

  Examples:
    ${PROGRAM} bench --start "bun server/main.ts"
    ${PROGRAM} bench --url http://127.0.0.1:8080/webhooks --probe http://127.0.0.1:8080/entitlements --simulator-port 3100 --json`,
    )
    .action(bench);
}

async function bench(typed: Flags): Promise<void> {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const own = parseSettings(LOAD_SETTINGS, fromCommandLine(LOAD_SETTINGS, typed), complain);
  const options = parseRunOptions(readSettings(SETTINGS, typed, process.env), process.env);
  checkTogether(options, complain);
  if (problems.length > 0) throw new UsageError(problems);

  const wanted: LoadOptions = {
    seconds: own.seconds,
    connections: own.connections,
    bounds: { p99Ms: own.p99, refusedPercent: own.refusals },
    range: { from: own.rateFrom, max: own.rateMax },
  };
  try {
    const report = await load({ ...options, instances: 1 }, wanted, {
      signal: interruption(),
      tell: (news) => console.error(news),
      onOutput: (text) => {
        if (process.env["HARNESS_SHOW_TARGET"]) process.stderr.write(text);
      },
    });
    process.stdout.write(own.json ? `${JSON.stringify(report, null, 2)}\n` : formatLoad(report));
    process.exitCode = report.buyers.wrong > 0 ? 1 : 0;
  } catch (error) {
    const { said, exitCode } = inWords(error);
    console.error(fitted(said));
    process.exitCode = exitCode;
  }
}

function checkTogether({ sides }: RunOptions, complain: (problem: string) => void): void {
  const [{ configured, provider }, ...others] = sides;
  if (others.length > 0) {
    complain("--provider: bench loads one endpoint at a time, expected one sender");
  }
  if (configured.probe === null) {
    complain(
      `bench needs --probe of ${provider.title}'s buyers: nobody knows of a fast answer whether it is right`,
    );
  }
}

/** @throws What is none of the target's. */
function inWords(error: unknown): { readonly said: string; readonly exitCode: number } {
  if (error instanceof FoundationBroken) {
    return { said: `${error.message}. ${error.remedy}`, exitCode: error.exitCode };
  }
  if (error instanceof Broken) {
    return { said: [error.message, ...error.details].join("\n  "), exitCode: 1 };
  }
  if (error instanceof Unreachable) return { said: error.message, exitCode: 3 };
  throw error;
}
