/** What stands around a receiver that is a process: Proxy's API, and deliveries over the wire. @module */

import { once } from "node:events";
import { createServer, request as httpRequest, type Server } from "node:http";
import { serveObjects, type WireObject } from "../proxy/testing.ts";

export type ProxyApi = {
  readonly url: string;
  readonly objects: Map<string, WireObject>;
  /** Leaves all reads without an answer until it is told to go on. */
  readonly hold: () => void;
  /** How many reads wait. */
  readonly held: () => number;
  readonly goOn: () => void;
  readonly close: () => Promise<void>;
};

export async function startProxyApi(): Promise<ProxyApi> {
  const objects = new Map<string, WireObject>();
  const read = serveObjects(objects);
  let holding = false;
  const waiting: (() => void)[] = [];

  const server = createServer(async ({ url = "/" }, response) => {
    if (holding) await new Promise<void>((resolve) => waiting.push(resolve));
    const answer = await read(`http://localhost${url}`);
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    objects,
    hold: () => {
      holding = true;
    },
    held: () => waiting.length,
    goOn: () => {
      holding = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @returns The port. */
async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Sends a request on a connection of its own. @returns The status. */
export async function sendAlone(port: number, request: Request): Promise<number> {
  const { pathname } = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sending = httpRequest(
    {
      host: "127.0.0.1",
      port,
      path: pathname,
      method: request.method,
      headers: { ...Object.fromEntries(request.headers), "content-length": body.length },
      agent: false,
    },
    (response) => {
      response.resume();
      response.once("error", reject);
      response.once("end", () => resolve(response.statusCode ?? 0));
    },
  );
  sending.once("error", reject);
  sending.end(body);
  return promise;
}
