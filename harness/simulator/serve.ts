/** Puts a simulated API on a socket, where it can also hang and cut connections. @module */

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

export type ApiRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly authorization: string | undefined;
};

/** What is known of a request on a socket. */
export type ServedRequest = ApiRequest & {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
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

/** What only what is served on a socket can do: answer with more than JSON, and go on answering. */
export type ServedAnswer =
  | ApiAnswer
  | {
      readonly kind: "document";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | {
      readonly kind: "stream";
      readonly headers: Readonly<Record<string, string>>;
      /** Begins it. @returns What is to be done once nobody listens any more. */
      readonly follow: (write: (text: string) => void, end: () => void) => () => void;
    };

/** Answers in JSON. */
export function respond(status: number, body: unknown): ApiAnswer {
  return { kind: "respond", status, body: JSON.stringify(body) };
}

/** Null where the path is none of its own. */
export type Route = (request: ApiRequest, body: string) => Promise<ApiAnswer | null>;

/** The same on a socket. */
export type ServedRoute = (request: ServedRequest, body: string) => Promise<ServedAnswer | null>;

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
/** Who sends more than this is not heard out. */
const READ_BYTES_MAX = 8 * 1024 * 1024;
/** Who listens so slowly that more than this waits is let go. */
const UNSENT_BYTES_MAX = 1024 * 1024;
const TOO_LARGE = respond(413, {
  error: `the body is too large: expected at most ${REQUEST_BYTES_MAX} bytes`,
});
const NOT_FOUND: ApiAnswer = { kind: "respond", status: 404, body: '{"error":"no_such_route"}' };

/**
 * @param route Answers all requests.
 * @param options.port 0 for any free port.
 * @throws {PortTaken} If somebody else listens there.
 */
export async function serveApi(
  route: ServedRoute,
  options: { readonly host: string; readonly port: number },
): Promise<ServedApi> {
  const server = createServer((incoming, response) => {
    const { pathname, searchParams } = addressOf(incoming.url ?? "/");
    const request = {
      method: incoming.method ?? "GET",
      path: pathname,
      query: searchParams,
      headers: incoming.headers,
      authorization: incoming.headers.authorization,
    };
    readText(incoming)
      .then(async (body) => {
        const answer = body === null ? TOO_LARGE : ((await route(request, body)) ?? NOT_FOUND);
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

/** A path may begin with two slashes, which is no host; a proxy is asked by the whole address. */
function addressOf(target: string): URL {
  const whole = URL.parse(target.startsWith("/") ? `http://simulator${target}` : target);
  return whole ?? new URL("http://simulator/");
}

async function carryOut(answer: ServedAnswer, response: ServerResponse): Promise<void> {
  switch (answer.kind) {
    case "respond":
      return send(response, answer.status, answer.body);
    case "held":
      await answer.until;
      return send(response, answer.status, answer.body);
    case "document":
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      return;
    case "stream":
      return stream(response, answer);
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

function stream(
  response: ServerResponse,
  { headers, follow }: Extract<ServedAnswer, { kind: "stream" }>,
): void {
  response.writeHead(200, headers);
  const write = (text: string): void => {
    if (response.writableLength > UNSENT_BYTES_MAX) response.destroy();
    else response.write(text);
  };
  const stop = follow(write, () => response.end());
  if (response.destroyed) stop();
  else response.once("close", stop);
}

/** @returns Null where it is too large: it is read to its end, so that the answer can be heard. */
async function readText(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    // Node types a request's chunks as `any`; without an encoding set they are buffers.
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > READ_BYTES_MAX) throw new Error("Cannot take the request: body too large");
    if (length <= REQUEST_BYTES_MAX) chunks.push(bytes);
  }
  return length > REQUEST_BYTES_MAX ? null : Buffer.concat(chunks).toString("utf8");
}
