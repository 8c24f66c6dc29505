#!/usr/bin/env bun
/** The command line. Exit codes are those of the target contract. @module */

import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addExplain } from "./commands/explain.ts";
import { addInit } from "./commands/init.ts";
import { Interrupted } from "./commands/interruption.ts";
import { addList } from "./commands/list.ts";
import { addMutants } from "./commands/mutants.ts";
import { addReplay } from "./commands/replay.ts";
import { addRun } from "./commands/run.ts";
import { addSimulator } from "./commands/simulator.ts";
import { NEWEST_SET } from "./run/requirement-sets.ts";
import { UsageError } from "./settings/usage-error.ts";
import { PortTaken } from "./simulator/serve.ts";
import { TargetNotStarted } from "./target/managed-target.ts";
import { PreflightError } from "./target/preflight-error.ts";

const program = new Command("harness")
  .description(
    "Judges a receiver of Proxy Checkout's webhooks, or of Gwop's, in any language, over HTTP.",
  )
  .version(`${packageJson.version} (requirement set ${NEWEST_SET})`)
  .showHelpAfterError("(harness --help shows all commands)")
  .exitOverride();

addRun(program);
addInit(program);
addReplay(program);
addList(program);
addExplain(program);
addMutants(program);
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
  if (error instanceof TargetNotStarted || error instanceof PortTaken) {
    console.error(error.message);
    return 3;
  }
  if (error instanceof Interrupted) {
    console.error(error.message);
    return 130;
  }
  console.error(error);
  return 5;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = complain(error);
}
