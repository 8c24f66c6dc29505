#!/usr/bin/env bun
/** The command line. Exit codes are those of the target contract. @module */

import { Command, CommanderError } from "commander";
import { addList } from "./commands/list.ts";
import { addRun } from "./commands/run.ts";
import { addSimulator } from "./commands/simulator.ts";
import { TargetNotStarted } from "./managed-target.ts";
import { UsageError } from "./options.ts";
import { PreflightError } from "./preflight.ts";

const program = new Command("harness")
  .description("Judges a receiver of Proxy Checkout webhooks, in any language, over HTTP.")
  .showHelpAfterError("(harness --help shows all commands)")
  .exitOverride();

addRun(program);
addList(program);
addSimulator(program);

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
