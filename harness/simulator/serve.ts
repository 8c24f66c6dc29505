/** Puts a simulated API on a socket, where it can also hang and cut connections. @module */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type ApiRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly authorization: string | undefined;
};

/** What to do with the connection. */
export type ApiAnswer =
  | { readonly kind: "respond"; readonly status: number; readonly body: string }
  | { readonly kind: "hang" }
  | { readonly kind: "cut" }
  | {
      readonly kind: "held";
      readonly until: Promise<void>;
      readonly status: number;
      readonly body: string;
    };

/** Answers in JSON. */
export function respond(status: number, body: unknown): ApiAnswer {
  return { kind: "respond", status, body: JSON.stringify(body) };
}

/** Null where the path is none of its own. */
export type Route = (request: ApiRequest, body: string) => Promise<ApiAnswer | null>;

export type ServedApi = {
  /** Where the API answers, without a trailing slash. */
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** Somebody else listens where the simulator should. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";
  readonly exitCode = 3;

  constructor(host: string, port: number) {
    super(
      `Cannot start the simulator: ${host}:${port} is in use: stop who listens there, or choose another port`,
    );
  }
}

const REQUEST_BYTES_MAX = 256 * 1024;
const NOT_FOUND: ApiAnswer = { kind: "respond", status: 404, body: '{"error":"no_such_route"}' };

/**
 * @param route Answers all requests.
 * @param options.port 0 for any free port.
 * @throws {PortTaken} If somebody else listens there.
 */
export async function serveApi(
  route: Route,
  options: { readonly host: string; readonly port: number },
): Promise<ServedApi> {
  const server = createServer((incoming, response) => {
    const request = {
      method: incoming.method ?? "GET",
      path: new URL(incoming.url ?? "/", "http://simulator").pathname,
      authorization: incoming.headers.authorization,
    };
    readText(incoming)
      .then(async (body) => {
        const answer = (await route(request, body)) ?? NOT_FOUND;
        await carryOut(answer, response);
      })
      .catch(() => response.destroy());
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = "code" in error && error.code === "EADDRINUSE";
      reject(isTaken ? new PortTaken(options.host, options.port) : error);
    });
    server.listen(options.port, options.host, resolve);
  });
  // A TCP server's address is always of this shape: only a pipe's is a string.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function carryOut(answer: ApiAnswer, response: ServerResponse): Promise<void> {
  switch (answer.kind) {
    case "respond":
      return send(response, answer.status, answer.body);
    case "held":
      await answer.until;
      return send(response, answer.status, answer.body);
    case "hang":
      return;
    case "cut":
      response.writeHead(200, { "content-type": "application/json", "content-length": "4096" });
      // Not before it is on the wire: Node keeps back what is written, and a connection that ends without
      // an answer is another fault, at which some clients ask again by themselves.
      response.write('{"id":', () => response.destroy());
      return;
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body);
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    // Node types a request's chunks as `any`; without an encoding set they are buffers.
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > REQUEST_BYTES_MAX) throw new Error("Cannot take the request: body too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
