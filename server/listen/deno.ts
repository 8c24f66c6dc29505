/** Listens by Deno's own server. Imported by `main.ts` alone. @module */

import type { Listen } from "./listener.ts";
import { onOwnOrigin, refuseTarget } from "./own-origin.ts";

/**
 * What may stand in `Host`: Deno writes it before the path as it is, so that `x/healthz?` would make
 * another path of any. Refused, as RFC 9112, section 3.2, demands.
 */
const PLAIN_HOST = /^[\w.:[\]-]*$/;

/**
 * Bounds neither the time of headers nor idle connections: there is no setting. Node's server, which
 * Deno has too, has them, but took 3 to 6 GB for a hundred bodies in chunks of one byte.
 */
export const listenOnDeno: Listen = async (fetch, { hostname, port }) => {
  // Silent: the default prints to stdout, among our lines of JSON.
  const server = Deno.serve({ hostname, port, onListen: () => undefined }, (request) => {
    const ours = PLAIN_HOST.test(request.headers.get("host") ?? "") ? onOwnOrigin(request) : null;
    return ours === null ? refuseTarget() : fetch(ours);
  });
  return { port: server.addr.port, stop: () => server.shutdown() };
};
