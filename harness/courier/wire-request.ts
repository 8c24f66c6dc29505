/** Spells a request in bytes, including requests that no well-behaved client would send. @module */

import { Buffer } from "node:buffer";
import type { Header } from "./scheme.ts";

export type WireRequest = {
  readonly method: string;
  readonly url: URL;
  /**
   * Sent in this order, repeats and all, one byte a character (up to U+00FF), nothing escaped.
   *
   * `Host`, `Connection: close` and the framing are added, each unless it is named here.
   */
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** `length` by default. A `declaredLength` is announced whatever the body's length is. */
  readonly framing?: "length" | "chunked" | { readonly declaredLength: number };
  /** Whether our side of the connection stays open after the last byte, as it does by default. */
  readonly ending?: "open" | "half_closed";
  /** Where the body is cut: each piece is sent a moment after the one before, in chunks as one. */
  readonly cuts?: readonly number[];
  /**
   * Sends the body once something has come back, as who asked for `100 Continue`, and gives up where
   * nothing has after so many milliseconds; by default the body is sent at once.
   */
  readonly bodyWaitsMs?: number;
};

/** Small enough that any body worth streaming arrives in several chunks. */
const CHUNK_BYTES = 16 * 1024;

export function encodeHead({
  method,
  url,
  headers,
  body,
  framing = "length",
}: WireRequest): Buffer {
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  const isFramed = named.has("content-length") || named.has("transfer-encoding");
  const added: readonly Header[] = [
    ...(named.has("host") ? [] : [["Host", url.host] as const]),
    ...(named.has("connection") ? [] : [["Connection", "close"] as const]),
    ...(isFramed ? [] : [framingHeader(framing, body)]),
  ];
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    ...[...added, ...headers].map(([name, value]) => `${name}: ${value}`),
  ];
  return oneByteEach(`${lines.join("\r\n")}\r\n\r\n`);
}

export function encodeBody(request: WireRequest): Uint8Array {
  const pieces = encodePieces(request);
  const [first, ...others] = pieces;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(pieces);
}

/** @returns What is sent one after the other: one piece, where the request has no cuts. */
export function encodePieces({ body, framing, cuts = [] }: WireRequest): readonly Uint8Array[] {
  const pieces = cutAt(body, cuts);
  if (framing !== "chunked") return pieces;
  return [...pieces.map(inChunks), Buffer.from("0\r\n\r\n")];
}

function cutAt(body: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  if (cuts.length === 0) return [body];
  const ends = [...cuts, body.length];
  return ends.map((end, index) => body.subarray(index === 0 ? 0 : ends[index - 1], end));
}

function inChunks(piece: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < piece.length; at += CHUNK_BYTES) {
    const chunk = piece.subarray(at, at + CHUNK_BYTES);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat(parts);
}

function framingHeader(framing: NonNullable<WireRequest["framing"]>, body: Uint8Array): Header {
  if (framing === "chunked") return ["Transfer-Encoding", "chunked"];
  const length = framing === "length" ? body.length : framing.declaredLength;
  return ["Content-Length", String(length)];
}

/** @throws {RangeError} If a character does not fit: cut to a byte, U+010A would end the line. */
function oneByteEach(text: string): Buffer {
  if (/[^\0-\xff]/.test(text)) {
    throw new RangeError("Cannot encode a header: expected characters up to U+00FF");
  }
  return Buffer.from(text, "latin1");
}
