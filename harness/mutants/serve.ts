/**
 * Puts a receiver on a loopback port, by an HTTP server of its own: what a runtime's does is another
 * thing on each of them, and has no bugs that could be chosen.
 *
 * @module
 */

import { STATUS_CODES } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Parts } from "./parts.ts";
import type { Answer, Receiver } from "./passing.ts";
import { type Bytes, bodyOf, bytesOf, parseHead } from "./request-bytes.ts";

export type Served = {
  readonly port: number;
  /** Ends it as a kill would: at once, and with it every connection. */
  readonly close: () => Promise<void>;
};

type Manners = Pick<Parts, "isContinued" | "skipsUnread">;

/** @param port 0 for any free one. */
export async function serve(receive: Receiver, port: number, manners: Manners): Promise<Served> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined); // reset by the sender: whoever reads is told
    converse(socket, receive, manners).catch(() => socket.destroy());
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
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** What any framework makes of an error that a handler lets through. */
const CRASHED: Answer = { status: 500, headers: {}, body: "" };
const NO_REQUEST: Answer = { status: 400, headers: { connection: "close" }, body: "" };

/** One exchange after the other, for as long as both sides keep the connection. */
async function converse(socket: Socket, receive: Receiver, manners: Manners): Promise<void> {
  const bytes = bytesOf(socket);
  for (;;) {
    const text = await bytes.upTo("\r\n\r\n");
    if (text === null) return void socket.end();
    const head = parseHead(text);
    if (head === null) return part(socket, bytes, encode(NO_REQUEST));
    const { headers } = head;
    const [expectation] = headers.get("expect") ?? [];
    if (expectation !== undefined && manners.isContinued(expectation)) {
      socket.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    const chunks = bodyOf(head, bytes);
    const answer = await receive({ ...head, chunks: unended(chunks), connection: socket }).catch(
      () => CRASHED,
    );
    if (answer.hangsUp) return void socket.destroy();
    if (closes(headers.get("connection")) || closes([answer.headers["connection"] ?? ""])) {
      return part(socket, bytes, encode(answer));
    }
    socket.write(encode(answer));
    if (manners.skipsUnread) for await (const _unread of chunks);
  }
}

function closes(values: readonly string[] | undefined): boolean {
  return values?.join().toLowerCase().includes("close") === true;
}

/** Whoever stops reading in the middle has not ended the body: the rest of it is still to come. */
async function* unended(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) return;
    yield value;
  }
}

/** Reads on until the other side has closed: a reset could reach it before the answer does. */
async function part(socket: Socket, bytes: Bytes, answer: string): Promise<void> {
  socket.end(answer);
  while ((await bytes.next(Number.POSITIVE_INFINITY)) !== null);
}

function encode({ status, headers, body }: Answer): string {
  const isChunked = "transfer-encoding" in headers;
  const length = String(Buffer.byteLength(body));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `date: ${new Date().toUTCString()}`,
    ...(isChunked || status === 204 ? [] : [`content-length: ${length}`]),
  ];
  const head = `${lines.join("\r\n")}\r\n\r\n`;
  if (status === 204) return head;
  return isChunked
    ? `${head}${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`
    : head + body;
}
