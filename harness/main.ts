#!/usr/bin/env bun
/** The command line. Exit codes are those of the target contract. @module */

import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addBench } from "./commands/bench.ts";
import { addCompare } from "./commands/compare.ts";
import { addExplain } from "./commands/explain.ts";
import { addInit } from "./commands/init.ts";
import { addList } from "./commands/list.ts";
import { addListen } from "./commands/listen.ts";
import { addMutants } from "./commands/mutants.ts";
import { PROGRAM } from "./commands/program.ts";
import { addRecord } from "./commands/record.ts";
import { addReplay } from "./commands/replay.ts";
import { addRun } from "./commands/run.ts";
import { addSimulator } from "./commands/simulator.ts";
import { addTrigger } from "./commands/trigger.ts";
import { NEWEST_SET } from "./run/requirement-sets.ts";
import { fitted } from "./settings/columns.ts";

// Who reads no further, as `| head`, has what was wanted. What was begun still ends in order, and in its
// verdict.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: Error) => {
    if (!("code" in error && error.code === "EPIPE")) throw error;
  });
}

const program = new Command(PROGRAM)
  .description(
    "Judges a receiver of Proxy Checkout's webhooks, or of Gwop's, in any language, over HTTP.",
  )
  .version(`${packageJson.version} (requirement set ${NEWEST_SET})`)
  .showHelpAfterError(`(${PROGRAM} --help shows all commands)`)
  .exitOverride();

addRun(program);
addInit(program);
addReplay(program);
addRecord(program);
addList(program);
addExplain(program);
addCompare(program);
addMutants(program);
addBench(program);
addSimulator(program);
addTrigger(program);
addListen(program);

/**
 * @returns The exit code for what was thrown. Trouble that is expected has one of its own, and its
 * message is for people; whatever else is thrown is the harness's own fault.
 */
function complain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Error && "exitCode" in error && typeof error.exitCode === "number") {
    console.error(fitted(error.message));
    return error.exitCode;
  }
  console.error(error);
  return 5;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = complain(error);
}
