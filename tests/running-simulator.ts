/** A simulator that runs already, as `scripts/dev` leaves one running, for a receiver that reads from it. */

import { parseSimulatorOptions } from "../harness/stand-alone/options.ts";
import { openSimulator } from "../harness/stand-alone/stand-alone.ts";
import { SECRETS } from "./running-receiver.ts";

/**
 * @param webhook The receiver's route for Proxy's webhooks.
 * @param use Is given its origin; it runs until that is over.
 */
export async function withRunningSimulator(
  webhook: string,
  port: number,
  use: (origin: string) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const flags = {
    host: "127.0.0.1",
    port: String(port),
    scheme: "t-v1",
    endpoint: webhook,
    secretEnv: "PROXY_WEBHOOK_SIGNING_SECRET",
    apiKeyEnv: "PROXY_SECRET_KEY",
  };
  const options = parseSimulatorOptions(flags, SECRETS);
  const simulator = await openSimulator(options, stop.signal, () => undefined);
  try {
    await use(simulator.url);
  } finally {
    stop.abort();
    await simulator.close();
  }
}
