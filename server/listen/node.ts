/** Listens by Node's own server. Imported by `main.ts` alone. @module */

import { createServer, type IncomingMessage } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { joinPieces } from "./join-pieces.ts";
import type { Listen, Listener } from "./listener.ts";
import { pathOf } from "./own-origin.ts";

const LIMITS = {
  /** From the connection's begin to the last header, and to the last byte of the body. */
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  /** How often those two are looked at: Node's own 30 s would add as much to each. */
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
  /** A load balancer's plain check comes by HTTP/1.0 or without a name. */
  requireHostHeader: false,
} as const;

/** Of a connection on which nothing moves, such as one whose client doesn't read our answer. */
const IDLE_TIMEOUT_MS = 30_000;

/** The last one is answered with `connection: close`: who only ever asks, and never reads, ends. */
const REQUESTS_PER_CONNECTION_MAX = 1_000;

/** More than there are seats for bodies; each takes some 10 KB. */
const CONNECTIONS_MAX = 5_000;

export const listenOnNode: Listen = (fetch, { hostname, port }) => {
  const server = createAdaptorServer({ fetch, createServer, serverOptions: LIMITS });
  if ("maxConnections" in server) server.maxConnections = CONNECTIONS_MAX;
  if ("maxRequestsPerSocket" in server) server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION_MAX;
  server.setTimeout(IDLE_TIMEOUT_MS);
  // Before the adaptor reads them. Without a path it answers 400.
  server.prependListener("request", (request: IncomingMessage) => {
    request.headers.host = "receiver.invalid";
    request.url = pathOf(request.url ?? "") ?? "";
    joinPieces(request);
  });
  let inFlight = 0;
  let stopping = false;
  // Node's `close` waits for connections on which nothing was asked, and for those kept alive.
  const closeWhenAnswered = (): void => {
    if (stopping && inFlight === 0 && "closeAllConnections" in server) server.closeAllConnections();
  };
  server.on("request", (_request, response) => {
    inFlight += 1;
    // Whoever never pauses on a connection that is kept alive would keep us from ever stopping.
    if (stopping) response.setHeader("connection", "close");
    response.once("close", () => {
      inFlight -= 1;
      closeWhenAnswered();
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<Listener>();
  server.once("error", reject);
  server.listen(port, hostname, () => {
    const address = server.address();
    resolve({
      port: typeof address === "object" && address !== null ? address.port : port,
      stop: () =>
        new Promise((stopped) => {
          server.close(stopped);
          stopping = true;
          closeWhenAnswered();
        }),
    });
  });
  return promise;
};
