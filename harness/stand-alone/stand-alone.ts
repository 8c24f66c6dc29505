/**
 * The simulator by itself: a local sender, or several, to develop a receiver against.
 *
 * It serves the documented APIs, takes commands over HTTP, and delivers the events that they make.
 *
 * @module
 */

import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { type ServedApi, type ServedRoute, serveApi } from "../simulator/serve.ts";
import { createWorlds } from "../simulator/stage.ts";
import { admitting, refusalOf } from "./admission.ts";
import { courier, type Post } from "./courier.ts";
import { heldDeliveries } from "./held-deliveries.ts";
import type { SimulatorOptions } from "./options.ts";
import { deliveryRecords, placeOf } from "./record.ts";
import { standAloneRoutes } from "./routes.ts";

/** Long enough to answer who waits for a delivery that is given up. */
const STOP_WITHIN_MS = 1_000;

export type RunningSimulator = ServedApi & {
  /** Resolves once nobody waits for an answer. */
  readonly idle: () => Promise<void>;
};

/**
 * Begins to serve.
 *
 * @param signal Ends its deliveries and streams; the caller closes it then.
 * @param say Writes one line.
 * @throws {PortTaken} If somebody else listens there.
 */
export async function openSimulator(
  { parts, allowHosts, ...address }: SimulatorOptions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<RunningSimulator> {
  // As many wait for it as there are deliveries and listeners: to Node more than ten look like a leak.
  setMaxListeners(0, signal);
  const worlds = createWorlds(Date.now);
  const apis = parts.flatMap(({ part }) => (part.api === null ? [] : [part.api(worlds)]));
  const post: Post = {
    records: deliveryRecords(),
    held: heldDeliveries(),
    planned: [],
    signal,
    say,
  };
  const played = parts.map(({ provider, part }) => {
    const stage = worlds.open(part.sender.play);
    const { endpoint } = part;
    return {
      provider,
      part,
      stage,
      courier: courier({ provider: provider.name, endpoint, stage }, post),
    };
  });
  const { route, idle } = counted(inTurn([...apis, standAloneRoutes(played, post)]));
  return { ...(await serveApi(admitting(route, allowHosts), address)), idle };
}

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
  const { parts } = options;
  const api = await openSimulator(options, signal, say);
  const ends = parts.map(({ part }) => placeOf(part.endpoint.webhook)).join(" and ");
  const [first] = parts;
  const reached = reachedAt(api.url);
  const { hostname, host } = new URL(reached);
  const isAllowed =
    refusalOf({ method: "GET", path: "/", headers: { host } }, options.allowHosts) === null;
  const allowed = isAllowed ? "" : `, once it is started with --allow-host ${hostname}`;
  say(
    `${first?.provider.title}'s API at ${api.url}, delivering to ${ends}; its routes: ${reached}/simulator`,
  );
  say(`Open ${reached} in a browser to buy, pay, and watch what is delivered${allowed}`);
  try {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([api.idle(), wait(STOP_WITHIN_MS, undefined, { ref: false })]);
  } finally {
    await api.close();
  }
}

/** @returns An address by which this machine is called, where one stands for all that it has. */
export function reachedAt(url: string): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

/** The first one answers that knows the path. */
function inTurn(routes: readonly ServedRoute[]): ServedRoute {
  return async (request, body) => {
    for (const route of routes) {
      const answer = await route(request, body);
      if (answer !== null) return answer;
    }
    return null;
  };
}

/** A route that knows which requests are under way. */
function counted(route: ServedRoute): {
  readonly route: ServedRoute;
  readonly idle: () => Promise<void>;
} {
  const underWay = new Set<Promise<unknown>>();
  return {
    route: async (request, body) => {
      const answer = route(request, body);
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
