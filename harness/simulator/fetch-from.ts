/** A simulated API in this process, in the place of `fetch`: no socket, and all else as on one. @module */

import type { Route } from "./serve.ts";

/**
 * @param route Answers all requests.
 * @returns What stands for `fetch`. A body that is sent is not passed on: nobody's route reads one.
 */
export function fetchFrom(
  route: Route,
): (input: Request | string | URL, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const request = input instanceof Request ? input : null;
    const headers = new Headers(init?.headers ?? request?.headers);
    const answer = await route(
      {
        method: init?.method ?? request?.method ?? "GET",
        path: new URL(request?.url ?? String(input)).pathname,
        authorization: headers.get("authorization") ?? undefined,
      },
      "",
    );
    switch (answer?.kind) {
      case undefined:
        return new Response(null, { status: 404 });
      case "respond":
        return new Response(answer.body, { status: answer.status, headers: JSON_TYPE });
      case "held":
        await answer.until;
        return new Response(answer.body, { status: answer.status, headers: JSON_TYPE });
      case "cut":
        throw new TypeError("the connection was cut");
      case "hang":
        return untilAborted(init?.signal ?? request?.signal ?? null);
    }
  };
}

const JSON_TYPE = { "content-type": "application/json" };

function untilAborted(signal: AbortSignal | null): Promise<Response> {
  return new Promise((_, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
