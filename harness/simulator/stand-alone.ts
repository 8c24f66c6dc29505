/**
 * The simulator by itself: a local Proxy to develop a receiver against.
 *
 * It serves the documented API, takes commands over HTTP, and delivers the events that they make.
 *
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import type { SimulatorOptions } from "./options.ts";
import { type Route, serveApi } from "./serve.ts";
import { createTheatre } from "./stage.ts";
import { deliverer } from "./stand-alone-courier.ts";
import { standAloneRoutes } from "./stand-alone-routes.ts";

/** Long enough to answer who waits for a delivery that is given up. */
const STOP_WITHIN_MS = 1_000;

/**
 * Serves until the signal aborts.
 *
 * @param say Writes one line.
 * @throws {PortTaken} If somebody else listens there.
 */
export async function standAlone(
  options: SimulatorOptions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const { endpoint: webhook, scheme, secret } = options;
  const theatre = createTheatre(Date.now);
  const deliver = deliverer({ webhook, scheme, secrets: [secret] }, signal, say);
  const { routes, idle } = counted(standAloneRoutes(theatre.open(), deliver));
  const api = await serveApi(theatre, { ...options, routes });
  say(`Proxy's API at ${api.url}, delivering to ${webhook.href}; its routes: ${api.url}/simulator`);
  try {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([idle(), wait(STOP_WITHIN_MS, undefined, { ref: false })]);
  } finally {
    await api.close();
  }
}

/** Routes that know which requests are under way. */
function counted(routes: Route): { readonly routes: Route; readonly idle: () => Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  return {
    routes: async (request, body) => {
      const answer = routes(request, body);
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },
    idle: async () => {
      await Promise.allSettled(underWay);
      await wait(0); // until the answers are written
    },
  };
}
