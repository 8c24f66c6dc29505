/**
 * Proxy's HTTP API over the worlds that a run plays: what one read is answered.
 *
 * @see docs/assumptions.md#a8 (reads); docs/assumptions.md#a9 (authentication)
 * @module
 */

import type { ReadFault } from "../../simulator/fault.ts";
import { type ApiAnswer, type ApiRequest, respond } from "../../simulator/serve.ts";
import type { WorldObject } from "../../simulator/world.ts";
import { isSession, isSubscription, type ProxyObject } from "./objects.ts";

/** How the API finds what it serves: every state of an object, and the fault planned for this read. */
export type Shelf = {
  readonly statesOf: (id: string) => readonly WorldObject[] | undefined;
  readonly nextFault: (id: string) => ReadFault | undefined;
};

const READ = /^\/(proxy_sessions|subscriptions)\/([^/]+)$/;

/** Answers one read; `null` where the path is not one of a read. */
export function answerRead(shelf: Shelf, apiKey: string, request: ApiRequest): ApiAnswer | null {
  const [, collection, encodedId] = READ.exec(request.path) ?? [];
  if (collection === undefined || encodedId === undefined) return null;
  if (request.method !== "GET") return respond(405, { error: "method_not_allowed" });
  if (request.authorization !== `Bearer ${apiKey}`) return respond(401, { error: "unauthorized" });

  const id = decode(encodedId);
  // Other senders' objects are none of Proxy's.
  const states = shelf.statesOf(id)?.filter((state) => isSession(state) || isSubscription(state));
  const object = states?.at(-1);
  if (states === undefined || object === undefined) return respond(404, { error: "not_found" });
  if (isSubscription(object) !== (collection === "subscriptions")) {
    return respond(404, { error: "not_found" });
  }
  const fault = shelf.nextFault(id);
  return fault === undefined ? respond(200, object) : misbehave(fault, object, states);
}

function misbehave(
  fault: ReadFault,
  object: ProxyObject,
  states: readonly ProxyObject[],
): ApiAnswer {
  switch (fault.kind) {
    case "status":
      return respond(fault.status, { error: "simulated_failure" });
    case "hang":
    case "cut":
      return { kind: fault.kind };
    case "lag":
      return respond(200, states.at(-1 - fault.changes) ?? states[0]);
    case "not_json":
      return { kind: "respond", status: 200, body: "<html>Bad gateway</html>" };
    case "other_object":
      return respond(200, { ...object, id: `${object.id}_other` });
    case "malformed":
      return respond(200, { ...object, updated_at: "infinity" });
    case "unknown_status":
      return respond(200, { ...object, status: "under_review", updated_at: justAfter(object) });
    case "hold": {
      fault.reached();
      const body = fault.status === 200 ? object : { error: "simulated_failure" };
      return {
        kind: "held",
        until: fault.release,
        status: fault.status,
        body: JSON.stringify(body),
      };
    }
  }
}

/** So that no receiver has reason to take the state for one that lags. */
function justAfter({ updated_at }: ProxyObject): string {
  return new Date(Date.parse(updated_at) + 1).toISOString();
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
