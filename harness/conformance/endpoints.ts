/** The endpoints of the target that a run is about: one for each sender. @module */

import type { Target } from "../target/target.ts";
import type { Sender } from "../trial/sender.ts";
import type { Started } from "./bring-up.ts";
import type { RunOptions, Side } from "./options.ts";

const BODY_WITHIN_MS = 20_000;

export type TestedEndpoint = {
  readonly side: Side;
  readonly sender: Sender;
  readonly target: Target;
};

/** @param started Null where the target runs already, and the options' URLs are absolute. */
export function endpointsOf(
  options: RunOptions,
  started: Started | null,
): readonly [TestedEndpoint, ...TestedEndpoint[]] {
  const [first, ...others] = options.sides;
  const endpoint = (side: Side): TestedEndpoint => endpointOf(side, options, started);
  return [endpoint(first), ...others.map(endpoint)];
}

function endpointOf(side: Side, options: RunOptions, started: Started | null): TestedEndpoint {
  const { bodyLimitBytes, answerWithinMs, policy, probeToken } = options;
  const { webhook, probe, scheme, secrets, toleranceSeconds, sender: senderAt } = side.configured;
  const at = (url: string): URL => new URL(url, started?.origin);
  const { pathname } = at(webhook);
  const sender = senderAt(at);
  const target: Target = {
    webhook: at(webhook),
    otherWebhooks: (started?.otherOrigins ?? []).map((origin) => new URL(pathname, origin)),
    scheme,
    secrets,
    spell: sender.wire.spell,
    toleranceSeconds,
    bodyLimitBytes,
    answerWithinMs,
    bodyWithinMs: BODY_WITHIN_MS,
    policy,
    probe: probe === null ? null : { url: at(probe), token: probeToken },
    managed: started?.managed ?? null,
  };
  return { side, sender, target };
}
