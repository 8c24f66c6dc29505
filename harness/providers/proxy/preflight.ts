/** What is made sure of at Proxy's endpoint before anyone is accused. @module */

import { setTimeout as wait } from "node:timers/promises";
import { isAccepted, statusOf } from "../../courier/outcome.ts";
import type { WireOutcome } from "../../courier/wire.ts";
import { PreflightError } from "../../target/preflight-error.ts";
import type { Preflight } from "../provider.ts";
import { buy } from "./stories.ts";
import { atProxy, type ProxyTrial } from "./trial.ts";

/** Who acknowledges first and reads afterwards is judged by what it does, and not sent away. */
const READ_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 10;

export const preflight: Preflight = {
  tell: null,

  refused: (status, scheme) =>
    `answered ${status} to a delivery signed with the signing secret. Check that the target has the same secret (--secret-env) and scheme (--scheme ${scheme.name})`,

  notFound: "Check the path of --url: it is the webhook route itself",

  /** One honest purchase: it tells whether the target reads its state from us. */
  assertReady: async (any, apiUrl) => {
    const trial = atProxy(any);
    const { session, provisionable } = buy(trial);
    const outcome = await trial.deliver({ event: provisionable });
    if (await isRead(trial, session, outcome)) return;

    const isAuthorized = statusOf(outcome) !== 503;
    throw new PreflightError(
      "misconfigured",
      isAuthorized
        ? `The target never read the purchase's state from the simulator at ${apiUrl}. Point its PROXY_API_BASE_URL there`
        : `The target answered 503 and could not read the purchase's state. Check that its PROXY_API_BASE_URL is ${apiUrl} and that its PROXY_SECRET_KEY is ours (--api-key-env)`,
    );
  },
};

async function isRead(
  { stage, settleMs }: ProxyTrial,
  session: string,
  outcome: WireOutcome,
): Promise<boolean> {
  const withinMs = isAccepted(outcome) ? Math.max(READ_WITHIN_MS, settleMs) : 0;
  const endsAt = performance.now() + withinMs;
  while (stage.readsOf(session) === 0 && performance.now() < endsAt) await wait(LOOK_EVERY_MS);
  return stage.readsOf(session) > 0;
}
