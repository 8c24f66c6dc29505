/** Listens by Deno's own server. Imported by `main.ts` alone. @module */

import type { Listen } from "./listener.ts";

export const listenOnDeno: Listen = async (fetch, { hostname, port }) => {
  // Silent: the default prints to stdout, among our lines of JSON.
  const server = Deno.serve({ hostname, port, onListen: () => undefined }, fetch);
  return { port: server.addr.port, stop: () => server.shutdown() };
};
