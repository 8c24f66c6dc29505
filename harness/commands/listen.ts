/** `harness listen`: the deliveries of a simulator that runs, as they come, with their answers. @module */

import process from "node:process";
import type { Command } from "commander";
import { describeAll, type Flags, parseSettings } from "../settings/setting.ts";
import { fromCommandLine } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { listen } from "../stand-alone/from-outside/listening.ts";
import { LISTEN_SETTINGS, originOf } from "../stand-alone/from-outside/settings.ts";
import { addDescribed } from "./add-settings.ts";
import { onScreen } from "./deliveries-on-screen.ts";
import { Interrupted, interruption } from "./interruption.ts";
import { PROGRAM } from "./program.ts";

export function addListen(program: Command): void {
  const command = program
    .command("listen")
    .description("print the deliveries of a simulator as they come, with their answers");
  addDescribed(command, describeAll(LISTEN_SETTINGS))
    .addHelpText(
      "after",
      `
  It begins with what comes next, and ends by Ctrl-C. A connection that breaks
  is made again, and what was missed is printed then.

  Examples:
    ${PROGRAM} listen
    ${PROGRAM} listen --json | jq 'select(.answer.status != 200)'`,
    )
    .action(listenCommand);
}

async function listenCommand(typed: Flags): Promise<void> {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const own = parseSettings(LISTEN_SETTINGS, fromCommandLine(LISTEN_SETTINGS, typed), complain);
  const origin = originOf(own.simulator, complain);
  if (problems.length > 0) throw new UsageError(problems);

  const interrupted = interruption();
  const unread = new AbortController();
  // Who reads no further, as `| head`, has what was wanted.
  process.stdout.once("error", () => unread.abort());
  try {
    const signal = AbortSignal.any([interrupted, unread.signal]);
    await listen(origin, signal, onScreen({ isJson: own.json === true }));
  } catch (error) {
    if (unread.signal.aborted) return;
    // It is how one stops listening.
    if (!(error instanceof Interrupted)) throw error;
    process.exitCode = error.exitCode;
  }
}
