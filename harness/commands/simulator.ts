/** `harness simulator`: a local sender, or several, to develop against. @module */

import type { Command } from "commander";
import type { StandAloneFlags } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { parseSimulatorOptions } from "../stand-alone/options.ts";
import { standAlone } from "../stand-alone/stand-alone.ts";
import { interruption } from "./interruption.ts";

export function addSimulator(program: Command): void {
  const allowHosts: string[] = [];
  const command = program
    .command("simulator")
    .description(
      "be a local Proxy to develop against: its API, its webhooks to your endpoint, a page to work with",
    )
    .option("--port <port>", "where the API listens", "3100")
    .option("--host <host>", "the address that the API listens on", "127.0.0.1")
    .option(
      "--receiver <origin>",
      "deliver there, to the paths of the target contract, for every sender whose secret is set",
    )
    .option(
      "--allow-host <name>",
      "may be called by this name too, where it acts or shows its page; repeatable (default: loopback)",
      (name: string) => allowHosts.push(name),
    );
  for (const { flag, help, preset } of PROVIDERS.flatMap(({ standAlone }) => standAlone.flags)) {
    command.option(flag, help, preset);
  }
  command.action(async (flags: StandAloneFlags) => {
    const options = parseSimulatorOptions(flags, process.env, allowHosts);
    await standAlone(options, interruption(), console.log);
  });
}
