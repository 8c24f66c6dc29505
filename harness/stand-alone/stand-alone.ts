/**
 * The simulator by itself: a local Proxy, and Gwop, to develop a receiver against.
 *
 * It serves the documented API, takes commands over HTTP, and delivers the events that they make.
 *
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import type { Endpoint } from "../courier/delivery.ts";
import { isInvoice } from "../providers/gwop/invoices.ts";
import { type Route, serveApi } from "../simulator/serve.ts";
import { createTheatre } from "../simulator/stage.ts";
import { type Deliver, deliverer } from "./courier.ts";
import type { GwopPart, SimulatorOptions } from "./options.ts";
import { standAloneRoutes } from "./routes.ts";

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
  const { endpoint: webhook, scheme, secret, gwop } = options;
  const theatre = createTheatre(Date.now);
  const forProxy = deliverer({ webhook, scheme, secrets: [secret] }, signal, say);
  const forGwop = gwop === null ? null : deliverer(endpointOf(gwop), signal, say);
  const deliver: Deliver = (event) =>
    isInvoice(event.data.object) && forGwop !== null ? forGwop(event) : forProxy(event);
  const { routes, idle } = counted(standAloneRoutes(theatre.open(), { deliver, gwop }));
  const api = await serveApi(theatre, { ...options, routes });
  const ends = [webhook, ...(gwop === null ? [] : [gwop.endpoint])].map(({ href }) => href);
  say(
    `Proxy's API at ${api.url}, delivering to ${ends.join(" and ")}; its routes: ${api.url}/simulator`,
  );
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

function endpointOf({ endpoint, secret }: GwopPart): Endpoint {
  return { webhook: endpoint, scheme: "gwop", secrets: [secret] };
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
