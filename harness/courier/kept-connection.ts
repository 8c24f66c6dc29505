/** A connection that takes one exchange after the other, as a busy sender keeps it. @module */

import { Buffer } from "node:buffer";
import { readAnswer, type WireAnswer } from "./wire-answer.ts";
import { openSocket, type WireOutcome } from "./wire-connection.ts";
import { encodeBody, encodeHead, type WireRequest } from "./wire-request.ts";

export type KeptConnection = {
  /** Sends a request once the one before it has its outcome. Nothing is ever sent twice. */
  readonly exchange: (request: WireRequest, answerWithinMs: number) => Promise<WireOutcome>;
  /** Whether it can take another one. */
  readonly isOpen: () => boolean;
  /** Whether something came that answers nothing; it is closed then. */
  readonly hasStrayed: () => boolean;
  readonly close: () => void;
};

type Exchange = {
  readonly method: string;
  received: Buffer;
  readonly conclude: (outcome: WireOutcome) => void;
};

/** @param trustedCertificate The one to trust, as PEM, of a target with an authority of its own. */
export function openKeptConnection(url: URL, trustedCertificate?: string): KeptConnection {
  const socket = openSocket(url, trustedCertificate);
  let current: Exchange | null = null;
  let isConnected = false;
  let isOver = false;
  let hasStrayed = false;
  let failure = new Error(`The connection to ${url.host} was closed at once`);

  const close = (): void => {
    isOver = true;
    socket.destroy();
  };
  /** Something came that answers nothing: what follows can't be told apart. */
  const stray = (): void => {
    hasStrayed = true;
    close();
  };
  const conclude = (outcome: WireOutcome): void => {
    const { conclude: tell } = current ?? {};
    current = null;
    if (outcome.kind !== "answered" || isLast(outcome.answer)) close();
    tell?.(outcome);
  };
  const lost = (): WireOutcome =>
    isConnected ? { kind: "cut" } : { kind: "unreachable", cause: failure };
  const read = (isEnded: boolean): void => {
    if (isEnded) isOver = true;
    if (current === null) return;
    const reading = readAnswer(current.received, current, isEnded);
    if (reading.kind === "complete") {
      if (reading.isFollowed) stray();
      conclude({ kind: "answered", answer: reading.answer });
    } else if (reading.kind === "malformed") conclude(reading);
    else if (isEnded) conclude(lost());
  };

  socket.on(url.protocol === "https:" ? "secureConnect" : "connect", () => {
    isConnected = true;
  });
  socket.setNoDelay(true);
  socket.on("data", (bytes: Buffer) => {
    if (current === null) return stray();
    current.received =
      current.received.length === 0 ? bytes : Buffer.concat([current.received, bytes]);
    read(false);
  });
  socket.on("end", () => read(true));
  socket.on("error", (error) => {
    failure = error;
  });
  socket.on("close", () => read(true));

  return {
    isOpen: () => !isOver,
    hasStrayed: () => hasStrayed,
    close: () => (current === null ? close() : conclude({ kind: "cut" })),
    exchange: (request, answerWithinMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          conclude(isConnected ? { kind: "timed_out" } : lost());
        }, answerWithinMs);
        current = {
          method: request.method,
          received: Buffer.alloc(0),
          conclude: (outcome) => {
            clearTimeout(timer);
            resolve(outcome);
          },
        };
        if (isOver) return conclude(lost());
        socket.write(encode(request));
      }),
  };
}

/** Asks for the connection to be kept, which is what {@link encodeHead} does not do by itself. */
function encode(request: WireRequest): Buffer {
  const headers = [...request.headers, ["Connection", "keep-alive"] as const];
  return Buffer.concat([encodeHead({ ...request, headers }), encodeBody(request)]);
}

/** Whether the target closes after this answer. One without a length ends by that alone. */
function isLast({ headers }: WireAnswer): boolean {
  return headers.get("connection")?.join().toLowerCase().includes("close") === true;
}
