/** `harness simulator`: a local Proxy, and Gwop, to develop against. @module */

import type { Command } from "commander";
import { parseSimulatorOptions, type SimulatorFlags } from "../stand-alone/options.ts";
import { standAlone } from "../stand-alone/stand-alone.ts";
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
    .option("--gwop-endpoint <url>", "play Gwop as well, and deliver its events there")
    .option("--gwop-secret-env <name>", "holds Gwop's signing secret", "GWOP_WEBHOOK_SECRET")
    .option("--gwop-merchant-env <name>", "holds Gwop's id of the merchant", "GWOP_MERCHANT_ID")
    .option("--gwop-invoices <url>", "play the app too, and register its invoices there")
    .option("--operator-token-env <name>", "holds the token for that", "OPERATOR_TOKEN")
    .action(async (flags: SimulatorFlags) => {
      await standAlone(parseSimulatorOptions(flags, process.env), interruption(), console.log);
    });
}
