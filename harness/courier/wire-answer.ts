/**
 * Reads an HTTP/1.1 answer out of the bytes received so far. Pure.
 *
 * Starts over at each call instead of keeping state: answers of a receiver are short, and a
 * function of bytes can be tested at every place where a network may split them. The parsers on
 * npm keep state, are several times this file's length, and tell us no more.
 *
 * Source: RFC 9112, sections 4 to 7.
 *
 * @module
 */

import { Buffer } from "node:buffer";

export type WireAnswer = {
  readonly status: number;
  /** By lower-case name; every value in the order it came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array;
};

export type Reading =
  /** `isFollowed` by bytes that belong to no answer. */
  | { readonly kind: "complete"; readonly answer: WireAnswer; readonly isFollowed: boolean }
  | { readonly kind: "incomplete" }
  | { readonly kind: "malformed"; readonly reason: string };

type Head = Omit<WireAnswer, "body">;

/** Far above what runtimes send, low enough that a target can't fill our memory. */
export const HEAD_BYTES_MAX = 64 * 1024;
export const ANSWER_BYTES_MAX = 1024 * 1024;

const BLANK_LINE = "\r\n\r\n";
const INCOMPLETE: Reading = { kind: "incomplete" };

/**
 * @param request.method Its answer has no body if this is `HEAD`, whatever its headers say.
 * @param isEnded No more bytes will come: this completes an answer that nothing else delimits.
 */
export function readAnswer(
  bytes: Buffer,
  request: { readonly method: string },
  isEnded: boolean,
): Reading {
  if (bytes.length > ANSWER_BYTES_MAX) return malformed(`over ${ANSWER_BYTES_MAX} bytes`);
  if (!startsLikeHttp(bytes)) return malformed("not HTTP/1");

  const headEnd = bytes.indexOf(BLANK_LINE);
  if (headEnd > HEAD_BYTES_MAX || (headEnd === -1 && bytes.length > HEAD_BYTES_MAX)) {
    return malformed(`headers over ${HEAD_BYTES_MAX} bytes`);
  }
  if (headEnd === -1) return INCOMPLETE;

  const head = readHead(bytes.toString("latin1", 0, headEnd));
  if (head === null) return malformed("a status line or header that is not HTTP/1");

  const rest = bytes.subarray(headEnd + BLANK_LINE.length);
  if (head.status < 200) return readAnswer(rest, request, isEnded);
  if (request.method === "HEAD" || head.status === 204 || head.status === 304) {
    return complete(head, rest.subarray(0, 0), rest.length > 0);
  }
  return readBody(head, rest, isEnded);
}

/** Tells at the first byte, so that a target which speaks something else is not waited for. */
function startsLikeHttp(bytes: Buffer): boolean {
  const start = "HTTP/1.";
  return start.startsWith(bytes.toString("latin1", 0, start.length));
}

function readHead(text: string): Head | null {
  const [statusLine = "", ...lines] = text.split("\r\n");
  const status = /^HTTP\/1\.[01] ([1-5]\d\d)(?: .*)?$/.exec(statusLine)?.[1];
  if (status === undefined) return null;

  const headers = new Map<string, readonly string[]>();
  for (const line of lines) {
    const [, name, value = ""] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) return null;
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return { status: Number(status), headers };
}

function readBody(head: Head, rest: Buffer, isEnded: boolean): Reading {
  const encodings = head.headers.get("transfer-encoding");
  if (encodings !== undefined) {
    return encodings.join().toLowerCase() === "chunked"
      ? readChunks(head, rest)
      : malformed("a transfer encoding that was not asked for");
  }

  const [length, ...others] = new Set(head.headers.get("content-length"));
  if (length === undefined) return isEnded ? complete(head, rest) : INCOMPLETE;
  if (others.length > 0 || !/^\d{1,15}$/.test(length)) return malformed("no one Content-Length");
  return rest.length < Number(length)
    ? INCOMPLETE
    : complete(head, rest.subarray(0, Number(length)), rest.length > Number(length));
}

function readChunks(head: Head, rest: Buffer): Reading {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf("\r\n", at);
    if (lineEnd === -1) return INCOMPLETE;

    const digits = /^([\da-f]{1,8})[ \t]*(?:;|$)/i.exec(rest.toString("latin1", at, lineEnd))?.[1];
    if (digits === undefined) return malformed("a chunk without a size");

    const start = lineEnd + 2;
    const end = start + Number.parseInt(digits, 16);
    // Trailers may follow the last chunk; without any, its own line's end opens the blank line.
    if (end === start) {
      const blankAt = rest.indexOf(BLANK_LINE, lineEnd);
      if (blankAt === -1) return INCOMPLETE;
      return complete(head, Buffer.concat(parts), rest.length > blankAt + BLANK_LINE.length);
    }
    if (rest.length < end + 2) return INCOMPLETE;
    if (rest.toString("latin1", end, end + 2) !== "\r\n")
      return malformed("a chunk of another size");
    parts.push(rest.subarray(start, end));
    at = end + 2;
  }
}

function complete({ status, headers }: Head, body: Uint8Array, isFollowed = false): Reading {
  return { kind: "complete", answer: { status, headers, body }, isFollowed };
}

function malformed(reason: string): Reading {
  return { kind: "malformed", reason };
}
