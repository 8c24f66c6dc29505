/** Puts a receiver on a loopback port. @module */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer, Incoming } from "./passing.ts";
import type { Receiver } from "./receiver.ts";

export type Served = {
  readonly port: number;
  /** Ends it as a kill would: at once, and with it every connection. */
  readonly close: () => Promise<void>;
};

/** @param port 0 for any free one. */
export async function serve(receive: Receiver, port: number): Promise<Served> {
  const server = createServer((message, response) => {
    // Asked later, a request that was not read to its end has none.
    const { socket } = message;
    receive(incomingOf(message)).then(
      (answer) => (answer.hangsUp ? socket.destroy() : send(answer, response)),
      () => send(CRASHED, response),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  // A TCP server's address is always of this shape: only a pipe's is a string.
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What any framework makes of an error that a handler lets through. */
const CRASHED: Answer = { status: 500, headers: {}, body: "" };

function incomingOf(message: IncomingMessage): Incoming {
  const [path = "/", query = ""] = (message.url ?? "/").split("?", 2);
  const headers = new Map<string, readonly string[]>();
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const name = (message.rawHeaders[index] ?? "").toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), message.rawHeaders[index + 1] ?? ""]);
  }
  return {
    method: message.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers,
    chunks: message,
  };
}

/** A connection for each request, unless it says otherwise: none is left that a killed receiver might still seem to hold. */
function send({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { connection: "close", ...headers });
  response.end(body);
}
