/**
 * Stands in front of a receiver on loopback, and passes on what comes.
 *
 * Each connection has one of its own to the receiver, and every byte of the one goes to the other as it is: what
 * was signed stays as it was signed, and what only two neighbours agree on (how long a connection is kept, how
 * a body is cut into chunks, whether it is waited for) is between sender and receiver, as it would be without us.
 *
 * @module
 */

import { connect, createServer, type Socket } from "node:net";
import type { Exchanges } from "./exchanges.ts";

export type Relay = {
  readonly port: number;
  readonly close: () => Promise<void>;
};

export type Passing = {
  /** Listens to one connection. */
  readonly listen: () => Exchanges;
  /** Nobody answers there: the sender is told by a 502. */
  readonly onAway: () => void;
  /** A connection to the receiver stands. */
  readonly onThere: () => void;
};

/** Somebody else listens where the recorder should. */
export class RecorderPortTaken extends Error {
  override readonly name = "RecorderPortTaken";
  readonly exitCode = 3;

  constructor(port: number) {
    super(
      `Cannot start the recorder: ${LOOPBACK}:${port} is in use: stop who listens there, or choose another by --port`,
    );
  }
}

export const LOOPBACK = "127.0.0.1";

/**
 * @param receiver Where deliveries are passed on to: an origin, `http:`.
 * @param port 0 for any free one.
 * @throws {RecorderPortTaken} If somebody else listens there.
 */
export async function serveRelay(receiver: URL, port: number, passing: Passing): Promise<Relay> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (sender) => {
    const to = {
      host: receiver.hostname.replace(/^\[|\]$/g, ""),
      port: Number(receiver.port) || 80,
    };
    pass(keep(sender), keep(connect({ ...to, allowHalfOpen: true, noDelay: true })), passing);
  });
  const listening = await new Promise<number>((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = "code" in error && error.code === "EADDRINUSE";
      reject(isTaken ? new RecorderPortTaken(port) : error);
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
  return {
    port: listening,
    close: async () => {
      // Each says at its end what came of its last request.
      const ended = [...sockets].map(
        (socket) => new Promise((resolve) => socket.once("close", resolve)),
      );
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, ...ended]);
    },
  };
}

function pass(sender: Socket, receiver: Socket, { listen, onAway, onThere }: Passing): void {
  const exchanges = listen();
  let isThere = false;
  receiver.once("connect", () => {
    isThere = true;
    onThere();
  });
  sender.on("data", (bytes) => exchanges.sent(bytes));
  receiver.on("data", (bytes) => exchanges.answered(bytes));
  sender.pipe(receiver);
  receiver.pipe(sender);
  sender.on("error", () => receiver.destroy());
  receiver.on("error", () => {
    if (isThere) return void sender.destroy();
    onAway();
    refuse(sender);
  });
  let isOver = false;
  const end = (): void => {
    if (!isOver) exchanges.end();
    isOver = true;
  };
  sender.once("close", () => {
    end();
    receiver.destroy();
  });
  // What it has sent before it closed is still on its way: only a sender that is owed nothing may be cut off.
  receiver.once("close", (hadError) => {
    if (isThere && hadError) sender.destroy();
  });
}

const AWAY = '{"error":"receiver_unreachable"}';

/** The rest is read before the connection ends: a reset could reach the sender before the answer does. */
function refuse(sender: Socket): void {
  sender.unpipe();
  sender.resume();
  sender.end(
    `HTTP/1.1 502 Bad Gateway\r\ncontent-type: application/json\r\ncontent-length: ${AWAY.length}\r\nconnection: close\r\n\r\n${AWAY}`,
  );
  const timer = setTimeout(() => sender.destroy(), REST_WITHIN_MS);
  sender.once("close", () => clearTimeout(timer));
}

const REST_WITHIN_MS = 2_000;
