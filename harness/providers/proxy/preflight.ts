/** What is made sure of at Proxy's endpoint before anyone is accused. @module */

import { statusOf } from "../../courier/outcome.ts";
import { PreflightError } from "../../target/preflight-error.ts";
import type { Preflight } from "../provider.ts";
import { buy } from "./stories.ts";
import { atProxy } from "./trial.ts";

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
    if (trial.stage.readsOf(session) > 0) return;

    const isAuthorized = statusOf(outcome) !== 503;
    throw new PreflightError(
      "misconfigured",
      isAuthorized
        ? `The target never read the purchase's state from the simulator at ${apiUrl}. Point its PROXY_API_BASE_URL there`
        : `The target answered 503 and could not read the purchase's state. Check that its PROXY_API_BASE_URL is ${apiUrl} and that its PROXY_SECRET_KEY is ours (--api-key-env)`,
    );
  },
};
