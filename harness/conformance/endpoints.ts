/** The endpoints of the target that a run is about: one for each sender. @module */

import type { Provider } from "../providers/provider.ts";
import type { Target } from "../target/target.ts";
import type { Started } from "./bring-up.ts";
import type { RunOptions } from "./options.ts";

const BODY_WITHIN_MS = 20_000;

/** Gwop's is not to be set. */
const GWOP_TOLERANCE_SECONDS = 300;

/** @param started Null where the target runs already, and the options' URLs are absolute. */
export function endpointsOf(
  options: RunOptions,
  started: Started | null,
): readonly [Target, ...Target[]] {
  const [first, ...others] = options.providers;
  const endpoint = (provider: Provider): Target => endpointOf(provider, options, started);
  return [endpoint(first), ...others.map(endpoint)];
}

function endpointOf(provider: Provider, options: RunOptions, started: Started | null): Target {
  const { bodyLimitBytes, answerWithinMs, policy, probeToken, gwop } = options;
  const at = (url: string): URL => new URL(url, started?.origin);
  const reachedAt = (url: string, probe: string | null) => ({
    webhook: at(url),
    otherWebhooks: (started?.otherOrigins ?? []).map((origin) => new URL(at(url).pathname, origin)),
    probe: probe === null ? null : { url: at(probe), token: probeToken },
  });
  const common = {
    bodyLimitBytes,
    answerWithinMs,
    bodyWithinMs: BODY_WITHIN_MS,
    policy,
    managed: started?.managed ?? null,
  };
  switch (provider) {
    case "proxy": {
      const { url, probe, scheme, secrets, toleranceSeconds } = options;
      return { ...common, ...reachedAt(url, probe), scheme, secrets, toleranceSeconds };
    }
    case "gwop": {
      if (gwop === null) throw new Error("Bug: Gwop is to be tested, and nothing is known of it");
      const { merchantId, invoices, operatorToken } = gwop;
      const registry = invoices === null ? null : { url: at(invoices), token: operatorToken };
      return {
        ...common,
        ...reachedAt(gwop.url, gwop.probe),
        scheme: "gwop",
        secrets: gwop.secrets,
        toleranceSeconds: GWOP_TOLERANCE_SECONDS,
        gwop: { merchantId, registry },
      };
    }
  }
}
