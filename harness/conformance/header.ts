/** What a report says of its run, but for what was found. @module */

import type { Header } from "../run/report.ts";
import type { TestedEndpoint } from "./endpoints.ts";
import type { RunOptions } from "./options.ts";

type Started = {
  /** The version of the set that the requirements are of. */
  readonly requirementSet: string;
  /** What was typed, for the lines of the report that are to be typed. */
  readonly typed: Pick<Header, "command" | "program" | "isReplay">;
  readonly nonce: string;
  readonly startedAt: Date;
};

export function headerOf(
  endpoints: readonly [TestedEndpoint, ...TestedEndpoint[]],
  { policy, seed, runs, handler, strict, only }: RunOptions,
  { requirementSet, typed, nonce, startedAt }: Started,
): Header {
  const [{ target }] = endpoints;
  return {
    requirementSet,
    target: target.webhook.href,
    scheme: target.scheme.name,
    endpoints: endpoints.map(({ sender, target: { webhook, scheme } }) => ({
      provider: sender.name,
      url: webhook.href,
      scheme: scheme.name,
    })),
    policy,
    seed,
    runs,
    nonce,
    startedAt: startedAt.toISOString(),
    handler,
    strict,
    only,
    ...typed,
  };
}
