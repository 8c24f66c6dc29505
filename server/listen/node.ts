/** Listens by Node's own server. Imported by `main.ts` alone. @module */

import { createAdaptorServer } from "@hono/node-server";
import type { Listen, Listener } from "./listener.ts";

export const listenOnNode: Listen = (fetch, { hostname, port }) => {
  const server = createAdaptorServer({ fetch });
  let inFlight = 0;
  let stopping = false;
  // Node's `close` waits for connections on which nothing was asked, and for those kept alive.
  const closeWhenAnswered = (): void => {
    if (stopping && inFlight === 0 && "closeAllConnections" in server) server.closeAllConnections();
  };
  server.on("request", (_request, response) => {
    inFlight += 1;
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
