/**
 * A process that sends as strangers would: `bun scripts/worst-days/strangers.ts <attack> <origin>`.
 *
 * It ends by itself: when every connection is closed, or after a time.
 *
 * @module
 */

import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Longer than any bound that we set: whoever is still connected then is bounded by nothing. */
const PATIENCE_MS = 40_000;

const HALF_BODY_BYTES = 1024 * 1024 - 1;

type Attack = {
  readonly about: string;
  readonly connections: number;
  /** What each does once it is connected. */
  readonly send: (socket: Socket) => void;
};

const POST = "POST /api/proxy/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`;
const EVERY_MS = 500;

export const ATTACKS = {
  pieces: {
    about: "1 body of 1,000,000 one-byte chunks",
    connections: 1,
    send: (socket) => socket.write(`${CHUNKED}${chunks(1_000_000)}0\r\n\r\n`),
  },
  "pieces-at-once": {
    about: "100 bodies of 200,000 one-byte chunks",
    connections: 100,
    send: (socket) => socket.write(`${CHUNKED}${chunks(200_000)}0\r\n\r\n`),
  },
  halves: {
    about: "1,000 bodies of 1 MiB, but for the last byte",
    connections: 1_000,
    send: (socket) => {
      socket.write(`${POST}Content-Length: ${HALF_BODY_BYTES + 1}\r\n\r\n`);
      socket.write(HALF_BODY);
    },
  },
  "unread-bodies": {
    about: "100 endless bodies to a path that there is not",
    connections: 100,
    send: (socket) => {
      socket.write("POST /nope HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      pour(socket);
    },
  },
  "bodies-of-gets": {
    about: "100 endless bodies of GET /healthz",
    connections: 100,
    send: (socket) => {
      socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      pour(socket);
    },
  },
  silence: { about: "20 connections of silence", connections: 20, send: () => undefined },
  "half-a-line": {
    about: "20 of half a request line",
    connections: 20,
    send: (socket) => socket.write("POST /api/pro"),
  },
  "slow-headers": {
    about: "20 of headers a byte at a time",
    connections: 20,
    send: (socket) => {
      socket.write(`${POST}X-Slow: `);
      const timer = setInterval(() => socket.write("x"), EVERY_MS);
      socket.once("close", () => clearInterval(timer));
    },
  },
  "never-reading": {
    about: "20 that never read their answers",
    connections: 20,
    send: (socket) => {
      socket.pause();
      const requests = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5);
      const timer = setInterval(() => socket.writableLength === 0 && socket.write(requests), 50);
      socket.once("close", () => clearInterval(timer));
    },
  },
} as const satisfies Readonly<Record<string, Attack>>;

const HALF_BODY = Buffer.alloc(HALF_BODY_BYTES, "x");

function chunks(count: number): string {
  return "1\r\nx\r\n".repeat(count);
}

/** Writes chunks of 64 KiB for as long as somebody takes them, 64 MiB at most. */
function pour(socket: Socket): void {
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  let left = 1024;
  const write = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(chunk)) return void socket.once("drain", write);
    }
  };
  write();
}

/** @returns How many were still open when time was up. */
async function attack({ connections, send }: Attack, origin: string): Promise<number> {
  const { hostname, port } = new URL(origin);
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect({ host: hostname, port: Number(port) }, () => send(socket));
    socket.on("error", () => undefined); // refused, or cut: what it is here for
    if (send !== ATTACKS["never-reading"].send) socket.resume();
    return socket;
  });
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  await Promise.race([Promise.all(closed), pause(PATIENCE_MS, undefined, { ref: false })]);
  const open = sockets.filter((socket) => !socket.closed).length;
  for (const socket of sockets) socket.destroy();
  return open;
}

if (import.meta.main) {
  const [name = "", origin = ""] = process.argv.slice(2);
  const chosen = ATTACKS[name as keyof typeof ATTACKS];
  const startedAt = performance.now();
  const open = await attack(chosen, origin);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.error(`${chosen.about}: ${open} still open after ${seconds} s`);
  process.exit(0);
}
