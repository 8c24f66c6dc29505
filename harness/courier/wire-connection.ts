/** One connection for one exchange, which ends in exactly one outcome, whatever happens. @module */

import { Buffer } from "node:buffer";
import { isIP, type Socket, connect as tcpConnect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { connect as tlsConnect } from "node:tls";
import { readAnswer, type WireAnswer } from "./wire-answer.ts";
import type { WireRequest } from "./wire-request.ts";

/** What became of a request. Only an abort by the caller is thrown. */
export type WireOutcome =
  | { readonly kind: "answered"; readonly answer: WireAnswer }
  /** Something came back that is not an HTTP/1 answer, or is too long for one. */
  | { readonly kind: "malformed"; readonly reason: string }
  /** Connected, but no whole answer in time. */
  | { readonly kind: "timed_out" }
  /** The connection ended before a whole answer had arrived. */
  | { readonly kind: "cut" }
  /** Never connected: refused, not in time, or a certificate that is not trusted. */
  | { readonly kind: "unreachable"; readonly cause: Error };

export type ConnectionOptions = {
  readonly signal?: AbortSignal;
  /** The one certificate to trust, as PEM, for targets with an authority of their own. */
  readonly trustedCertificate?: string;
};

export type Connection = {
  readonly outcome: Promise<WireOutcome>;
  /** Resolves once the operating system has taken the bytes, or there is an outcome. */
  readonly send: (bytes: Uint8Array) => Promise<void>;
  /** Closes our side only: the target reads an end of file, and may still answer. */
  readonly endSending: () => void;
  /** Closes the connection. Without an outcome so far, it is `cut`. */
  readonly hangUp: () => void;
  /** Ends the exchange after this long, counted from now; replaces any earlier deadline. */
  readonly giveUpIn: (milliseconds: number) => void;
  /** Resolves with the first byte that comes back, of an interim answer too, or the outcome. */
  readonly heard: Promise<unknown>;
  /** True while connected and no byte of an answer has been read. */
  readonly isUnanswered: () => boolean;
};

/**
 * Between two pieces we look for an answer: one that came early, with a reset behind it, is lost by
 * a write that meets the reset first. No client can rule that out; this makes it rare.
 */
const PIECE_BYTES = 64 * 1024;

export function openConnection(
  request: Pick<WireRequest, "url" | "method">,
  { signal, trustedCertificate }: ConnectionOptions,
): Connection {
  const socket = openSocket(request.url, trustedCertificate);
  const { connected, heard, outcome, conclude, phase } = listen(socket, request);
  let deadline: NodeJS.Timeout | undefined;

  const send = async (bytes: Uint8Array): Promise<void> => {
    await Promise.race([connected, outcome]);
    for (let at = 0; at < bytes.length && phase() !== "over"; at += PIECE_BYTES) {
      const { promise: written, resolve } = Promise.withResolvers<void>();
      socket.write(bytes.subarray(at, at + PIECE_BYTES), () => resolve());
      await Promise.race([written, outcome]);
      if (at + PIECE_BYTES >= bytes.length) return;
      await readWhatHasArrived();
      await readWhatHasArrived(); // on a busy machine the first may come due before the bytes do
    }
  };
  const giveUpIn = (milliseconds: number): void => {
    clearTimeout(deadline);
    if (phase() === "over") return;
    const late = new Error(`No connection to ${request.url.host} within ${milliseconds} ms`);
    deadline = setTimeout(() => {
      conclude(phase() === "connecting" ? unreachable(late) : { kind: "timed_out" });
    }, milliseconds);
  };
  const hangUp = (): void => conclude({ kind: "cut" });

  signal?.addEventListener("abort", hangUp);
  if (signal?.aborted) hangUp();
  void outcome.then(() => {
    clearTimeout(deadline);
    signal?.removeEventListener("abort", hangUp);
    socket.destroy();
  });

  const endSending = (): void => void socket.end();
  const isUnanswered = (): boolean => phase() === "unanswered";
  return { outcome, send, heard, endSending, hangUp, giveUpIn, isUnanswered };
}

type Phase = "connecting" | "unanswered" | "answering" | "over";

/** Turns a socket's events into one outcome: the first conclusion counts. */
function listen(socket: Socket, { url, method }: Pick<WireRequest, "url" | "method">) {
  const { promise: connected, resolve: proceed } = Promise.withResolvers<void>();
  const { promise: heard, resolve: hear } = Promise.withResolvers<void>();
  const { promise: outcome, resolve } = Promise.withResolvers<WireOutcome>();
  let phase: Phase = "connecting";
  let received = Buffer.alloc(0);
  let failure = new Error(`The connection to ${url.host} was closed at once`);

  const conclude = (reached: WireOutcome): void => {
    phase = "over";
    resolve(reached);
    hear();
  };
  const read = (isEnded: boolean): void => {
    if (phase === "over") return;
    const reading = readAnswer(received, { method }, isEnded);
    if (reading.kind === "complete") conclude({ kind: "answered", answer: reading.answer });
    else if (reading.kind === "malformed") conclude(reading);
    else if (isEnded) conclude(phase === "connecting" ? unreachable(failure) : { kind: "cut" });
  };

  socket.on(url.protocol === "https:" ? "secureConnect" : "connect", () => {
    if (phase === "connecting") phase = "unanswered";
    // Or a held-back last byte waits until the ones before it are acknowledged.
    socket.setNoDelay(true);
    proceed();
  });
  socket.on("data", (bytes: Buffer) => {
    if (phase === "unanswered") phase = "answering";
    received = Buffer.concat([received, bytes]);
    read(false);
    hear();
  });
  socket.on("end", () => read(true));
  // Concludes nothing: `close` follows, and bytes that arrived before the error may come first.
  socket.on("error", (error) => {
    failure = error;
  });
  socket.on("close", () => read(true));

  return { connected, heard, outcome, conclude, phase: () => phase };
}

export function openSocket(url: URL, trustedCertificate: string | undefined): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, ""); // a URL keeps the brackets of an IPv6 address
  if (url.protocol !== "https:") return tcpConnect({ host, port: Number(url.port || 80) });

  return tlsConnect({
    host,
    port: Number(url.port || 443),
    ALPNProtocols: ["http/1.1"],
    ...(isIP(host) === 0 ? { servername: host } : {}), // RFC 6066: never an address
    ...(trustedCertificate === undefined ? {} : { ca: trustedCertificate }),
  });
}

/**
 * Lets the runtime hand over the bytes that have come in.
 *
 * A millisecond, because a turn of the loop (`setImmediate`) is not enough: of 300 early answers
 * with a reset behind them Node and Bun lost 4 to 42 that way, and Deno nearly all.
 */
export function readWhatHasArrived(): Promise<void> {
  return wait(1);
}

function unreachable(cause: Error): WireOutcome {
  return { kind: "unreachable", cause };
}
