/** A receiver that runs already, as a team's does, and reads its state from the harness's simulator. @module */

import { PROBE_PATH } from "../harness/mutants/edge.ts";
import type { Parts } from "../harness/mutants/parts.ts";
import { startOwnReceiver } from "../harness/providers/in-process.ts";
import { providerNamed } from "../harness/providers/providers.ts";
import { createWorlds } from "../harness/simulator/stage.ts";
import { DEFAULT_POLICY } from "../harness/target/policy.ts";

/** What both it and the harness are told. */
export const SECRETS = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_dHlwZWQgY29tbWFuZHMgb2YgYSB0ZXN0IQ==",
  PROXY_SECRET_KEY: "sk_of_the_commands_that_are_typed",
  PROBE_TOKEN: "probe_of_the_commands_that_are_typed",
  GWOP_WEBHOOK_SECRET: "whsec_of_the_commands_that_are_typed",
  GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
  OPERATOR_TOKEN: "operator_of_the_commands_that_are_typed",
};

export type Running = {
  readonly webhook: string;
  readonly probe: string;
  readonly origin: string;
  readonly close: () => Promise<void>;
};

/**
 * @param provider Whose webhooks it takes.
 * @param apiUrl Where it reads Proxy's state.
 * @param bug What is wrong with it.
 * @param secrets What it is told.
 */
export async function startRunning(
  provider: string,
  apiUrl: string,
  bug: (correct: Parts) => Parts = (correct) => correct,
  secrets: Readonly<Record<keyof typeof SECRETS, string>> = SECRETS,
): Promise<Running> {
  const change = (correct: Parts): Parts => readingFrom(apiUrl, bug(correct));
  const played = { provider: providerNamed(provider), variables: secrets };
  const settings = {
    policy: DEFAULT_POLICY,
    bodyLimitBytes: 1_048_576,
    // Longer than a busy machine takes for a body of a mebibyte.
    bodyWithinMs: 4_000,
    apiTimeoutMs: 600,
    probeToken: secrets.PROBE_TOKEN,
  };
  const worlds = createWorlds(Date.now);
  const { target, close } = await startOwnReceiver(played, settings, { worlds, change });
  const { href, origin } = target.webhook;
  return { webhook: href, probe: `${origin}${PROBE_PATH}`, origin, close };
}

function readingFrom(apiUrl: string, parts: Parts): Parts {
  return {
    ...parts,
    resolve: (snapshot, context) => {
      const own = { ...context.environment.own, PROXY_API_BASE_URL: apiUrl };
      return parts.resolve(snapshot, { ...context, environment: { ...context.environment, own } });
    },
  };
}
