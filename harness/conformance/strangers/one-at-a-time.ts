/** A server that keeps connections alive and serves the next one only when this one is closed. @module */

import { createServer, type Socket } from "node:net";

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
};

export type Answer = { readonly status: number; readonly body: string };

/** @param answer Is asked one request after the other. */
export function serveOneAtATime(port: number, answer: (asked: Asked) => Promise<Answer>): void {
  const waiting: Socket[] = [];
  let serving: Socket | null = null;
  const next = (): void => {
    serving = waiting.shift() ?? null;
    if (serving === null) return;
    serving.once("close", next);
    serve(serving, answer);
  };
  createServer((socket) => {
    socket.on("error", () => {});
    waiting.push(socket);
    if (serving === null) next();
  }).listen(port, "127.0.0.1");
}

/** Requests without a length have no body here. */
function serve(socket: Socket, answer: (asked: Asked) => Promise<Answer>): void {
  let received = Buffer.alloc(0);
  socket.on("data", async (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const [first = "", ...lines] = received.toString("latin1", 0, end).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers["content-length"] ?? 0);
    const body = received.subarray(end + 4, end + 4 + length);
    if (body.length < length) return;
    received = received.subarray(end + 4 + length);
    const [method = "", url = ""] = first.split(" ");
    const { status, body: text } = await answer({ method, url, headers, body });
    socket.write(
      `HTTP/1.1 ${status} -\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
    if (headers["connection"] === "close") socket.end();
  });
}
