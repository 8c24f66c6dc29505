/** `harness simulator`: a local Proxy to develop against. @module */

import type { Command } from "commander";
import { parseSimulatorOptions, type SimulatorFlags } from "../simulator/options.ts";
import { standAlone } from "../simulator/stand-alone.ts";
import { interruption } from "./interruption.ts";

export function addSimulator(program: Command): void {
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
}
