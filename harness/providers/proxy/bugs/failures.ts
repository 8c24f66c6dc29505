/** Receivers that are wrong about a state that can't be read. @module */

import { json } from "../../../mutants/answers.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import { Outage } from "../../../mutants/passing.ts";
import type { ProxyBug, ProxyParts } from "../receiver/parts.ts";

/** Longer than anyone waits. */
const NEVER_MS = 60_000;

export const failureMutants: readonly ProxyBug[] = [
  {
    name: "state/errors-are-swallowed",
    bug: "It acknowledges a delivery whose handling failed.",
    parts: (correct) => ({ ...correct, answerError: () => json(200, { received: true }) }),
  },
  {
    name: "state/falls-back-to-the-payload",
    bug: "It takes the payload for the state where it can't read the state.",
    parts: (correct) => ({
      ...correct,
      resolve: (snapshot, context) => correct.resolve(snapshot, context).catch(() => snapshot),
    }),
  },
  {
    name: "state/hands-on-the-status",
    bug: "It answers with the status that Proxy's API answered.",
    parts: (correct) => ({
      ...correct,
      readState: readingStatusFirst(correct),
      answerError: (error) =>
        error instanceof ApiRefused ? json(error.status, {}) : correct.answerError(error),
    }),
  },
  {
    name: "state/not-found-is-done",
    bug: "It takes an object that Proxy's API does not know for deleted, and acknowledges.",
    parts: (correct) => ({
      ...correct,
      readState: readingStatusFirst(correct),
      answerError: (error) =>
        error instanceof ApiRefused && error.status === 404
          ? json(200, { received: true })
          : correct.answerError(error),
    }),
  },
  {
    name: "state/no-timeout",
    bug: "It waits for the state for as long as it takes.",
    parts: (correct) => ({
      ...correct,
      readState: (kind, id, environment) =>
        correct.readState(kind, id, { ...environment, apiTimeoutMs: NEVER_MS }),
    }),
  },
  {
    name: "state/no-state-is-done",
    bug: "It takes an answer that is not JSON for an object without a status, and acknowledges.",
    parts: (correct) => ({
      ...correct,
      process: async (event, verified, context) => {
        try {
          return await correct.process(event, verified, context);
        } catch (error) {
          if (error instanceof Outage && error.cause instanceof SyntaxError) return "unchanged";
          throw error;
        }
      },
    }),
  },
  {
    name: "state/trusts-the-shape",
    bug: "It takes a state whose stamp is none for one of this moment.",
    parts: (correct) => ({
      ...correct,
      stateOf: (object, kind, context) => {
        const updated_at = new Date(context.environment.now()).toISOString();
        return (
          correct.stateOf(object, kind, context) ??
          correct.stateOf({ ...fieldsOf(object), updated_at }, kind, context)
        );
      },
    }),
  },
  {
    name: "state/trusts-the-id",
    bug: "It takes whatever Proxy's API answers for the object that it asked for.",
    parts: (correct) => ({
      ...correct,
      readState: async (kind, id, environment) => ({
        ...fieldsOf(await correct.readState(kind, id, environment)),
        id,
      }),
    }),
  },
  {
    name: "state/outage-revokes",
    bug: "It takes access away where it can't read the state.",
    parts: (correct) => ({
      ...correct,
      process: async (event, verified, context) => {
        try {
          return await correct.process(event, verified, context);
        } catch (error) {
          const id = event.snapshot?.id ?? "";
          await context.storage.transact(({ entitlements }) => {
            const held = entitlements.get(id);
            if (held !== undefined) entitlements.set(id, { ...held, access: "restricted" });
          });
          throw error;
        }
      },
    }),
  },
  {
    name: "state/first-failure-blocks",
    bug: "It handles nothing else until the event that failed has succeeded.",
    parts: (correct) => {
      let failed: string | null = null;
      return {
        ...correct,
        process: async (event, verified, context) => {
          if (failed !== null && failed !== event.id) throw new Outage("behind a failed event");
          failed = event.id;
          const outcome = await correct.process(event, verified, context);
          failed = null;
          return outcome;
        },
      };
    },
  },
  {
    name: "http/api-waited-for",
    bug: "Waits for the API as long as it takes.",
    parts: (correct) => ({
      ...correct,
      readState: (kind, id, environment) =>
        correct.readState(kind, id, { ...environment, apiTimeoutMs: NEVER_MS }),
    }),
  },
];

class ApiRefused extends Error {
  override readonly name = "ApiRefused";
  readonly status: number;

  constructor(status: number) {
    super(`Proxy's API answered ${status}`);
    this.status = status;
  }
}

/** Reads once more than needed, since the correct part does not tell the status. */
function readingStatusFirst(correct: ProxyParts): ProxyParts["readState"] {
  return async (kind, id, environment) => {
    const { PROXY_API_BASE_URL: apiUrl, PROXY_SECRET_KEY: apiKey } = environment.own;
    const collection = kind === "session" ? "proxy_sessions" : "subscriptions";
    const response = await environment.fetch(`${apiUrl}/${collection}/${id}`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: environment.after(environment.apiTimeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new ApiRefused(response.status);
    return correct.readState(kind, id, environment);
  };
}
