/** Listens by Bun's own server. Imported by `main.ts` alone. @module */

import type { Listen } from "./listener.ts";
import { onOwnOrigin, refuseTarget } from "./own-origin.ts";

/** Longer than a body may take: Bun's default of 10 s would cut off what we want to answer. */
const IDLE_TIMEOUT_SECONDS = 30;

export const listenOnBun: Listen = async (fetch, { hostname, port }) => {
  const server = Bun.serve({
    hostname,
    port,
    fetch: (request) => {
      const ours = onOwnOrigin(request);
      return ours === null ? refuseTarget() : fetch(ours);
    },
    idleTimeout: IDLE_TIMEOUT_SECONDS,
  });
  return { port: server.port ?? port, stop: () => server.stop() };
};
