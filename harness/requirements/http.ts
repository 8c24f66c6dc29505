/** What a webhook route is over HTTP. @module */

import { expectAccepted, expectStatus } from "../expect.ts";
import { ping } from "../preflight.ts";
import { Broken, type Requirement } from "../requirement.ts";

export const http: readonly Requirement[] = [
  {
    id: "http/method",
    level: "MUST",
    profile: "wire",
    claim: "Any method but POST is refused with 405.",
    source: "A10",
    check: async (trial) => {
      for (const method of ["GET", "PUT", "DELETE"]) {
        const outcome = await trial.deliver({ ...ping(trial), method });
        expectStatus(outcome, [405], method);
      }
    },
  },
  {
    id: "http/allow",
    level: "SHOULD",
    profile: "wire",
    claim: "A 405 says in Allow that POST is the method.",
    source: 'verification cases "HTTP"',
    check: async (trial) => {
      const outcome = await trial.deliver({ ...ping(trial), method: "PUT" });
      expectStatus(outcome, [405], "PUT");
      const allow = outcome.kind === "answered" ? outcome.answer.headers.get("allow") : undefined;
      if (!allow?.some((value) => /\bPOST\b/i.test(value))) {
        throw new Broken("a 405 without Allow: POST");
      }
    },
  },
  {
    id: "http/content-type",
    level: "SHOULD",
    profile: "wire",
    claim: "A body that does not call itself JSON is refused with 415.",
    source: "A10",
    check: async (trial) => {
      for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
        const outcome = await trial.deliver({ ...ping(trial), bendHeaders: retyped(type) });
        expectStatus(outcome, [415], `content type ${type}`);
      }
    },
  },
  {
    id: "http/charset",
    level: "MUST",
    profile: "wire",
    claim: "A charset parameter on the content type is accepted.",
    source: 'verification cases "HTTP"',
    check: async (trial) => {
      const bendHeaders = retyped("application/json; charset=utf-8");
      const outcome = await trial.deliver({ ...ping(trial), bendHeaders });
      expectAccepted(outcome, "content type application/json; charset=utf-8");
    },
  },
];

function retyped(type: string) {
  return (headers: readonly (readonly [string, string])[]) =>
    headers.map(([name, value]) =>
      name === "content-type" ? ([name, type] as const) : ([name, value] as const),
    );
}
