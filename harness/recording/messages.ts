/**
 * Reads HTTP/1.1 messages out of one side of a connection, as its bytes pass by. It keeps no more of them
 * than a line, or a head: what comes of a body is handed on piece by piece.
 *
 * The courier's reader of answers is another one: it starts over at each call, and would read a large body as
 * often as it has pieces.
 *
 * Source: RFC 9112, sections 2 to 7.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Header } from "../courier/scheme.ts";

export type Head = {
  /** The request's or the status line. */
  readonly start: string;
  /** As they were spelled. */
  readonly headers: readonly Header[];
};

/** How long a body is; `other_protocol` is what comes after a 101, and nothing to be read. */
export type Framing = number | "chunked" | "to_the_end" | "other_protocol";

export type Listener = {
  /** @returns How the body that follows is framed. */
  readonly onHead: (head: Head) => Framing;
  readonly onBody: (bytes: Uint8Array) => void;
  readonly onEnd: () => void;
  /** What came is no head, or not all of one. */
  readonly onOdd?: () => void;
};

export type MessageReader = {
  readonly push: (bytes: Uint8Array) => void;
  /** No more bytes will come. */
  readonly end: () => void;
};

type Stage =
  | { readonly name: "head" | "size" | "chunk_end" | "trailers" | "to_the_end" | "lost" }
  | { readonly name: "body" | "chunk"; readonly left: number };

const HEAD_BYTES_MAX = 64 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** What is no HTTP ends the reading, and nothing else: the bytes pass all the same. */
export function createMessageReader({ onHead, onBody, onEnd, onOdd }: Listener): MessageReader {
  let stage: Stage = { name: "head" };
  let held = NO_BYTES;

  /** Takes what is held up to a mark; null until that has come. */
  const upTo = (mark: string): string | null => {
    const end = held.indexOf(mark);
    if (end === -1) {
      if (held.length <= HEAD_BYTES_MAX) return null;
      if (stage.name === "head") onOdd?.();
      stage = { name: "lost" };
      return null;
    }
    const text = held.toString("latin1", 0, end);
    held = held.subarray(end + mark.length);
    return text;
  };
  const take = (left: number): number => {
    const taken = held.subarray(0, left);
    held = held.subarray(taken.length);
    if (taken.length > 0) onBody(taken);
    return left - taken.length;
  };
  const ended = (): Stage => {
    onEnd();
    return { name: "head" };
  };
  const begun = (framing: Framing): Stage => (framing === 0 ? ended() : stageOf(framing));

  /** @returns The next stage; null where more bytes are needed. */
  const step = (): Stage | null => {
    switch (stage.name) {
      case "head": {
        // Some send a blank line after a body.
        while (held[0] === 13 && held[1] === 10) held = held.subarray(2);
        const text = upTo("\r\n\r\n");
        if (text === null) return null;
        const head = headOf(text);
        if (head !== null) return begun(onHead(head));
        onOdd?.();
        return { name: "lost" };
      }
      case "body":
      case "chunk": {
        const left = take(stage.left);
        if (left === 0) return stage.name === "body" ? ended() : { name: "chunk_end" };
        stage = { name: stage.name, left };
        return null;
      }
      case "to_the_end":
        take(held.length);
        return null;
      case "size": {
        const line = upTo("\r\n");
        if (line === null) return null;
        const digits = /^([\da-f]{1,12})[ \t]*(?:;|$)/i.exec(line)?.[1];
        if (digits === undefined) return { name: "lost" };
        const size = Number.parseInt(digits, 16);
        return size === 0 ? { name: "trailers" } : { name: "chunk", left: size };
      }
      case "chunk_end": {
        const line = upTo("\r\n");
        return line === null ? null : line === "" ? { name: "size" } : { name: "lost" };
      }
      case "trailers": {
        const line = upTo("\r\n");
        return line === null ? null : line === "" ? ended() : { name: "trailers" };
      }
      case "lost":
        held = NO_BYTES;
        return null;
    }
  };
  return {
    push: (bytes) => {
      held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
      for (let next = held.length > 0 ? step() : null; next !== null; ) {
        stage = next;
        next = held.length > 0 ? step() : null;
      }
    },
    end: () => {
      if (stage.name === "to_the_end") onEnd();
      if (stage.name === "head" && held.length > 0) onOdd?.();
      stage = { name: "lost" };
    },
  };
}

function stageOf(framing: Framing): Stage {
  switch (framing) {
    case "chunked":
      return { name: "size" };
    case "to_the_end":
      return { name: "to_the_end" };
    case "other_protocol":
      return { name: "lost" };
    default:
      return { name: "body", left: framing };
  }
}

/** @returns Null where it is no head. */
function headOf(text: string): Head | null {
  const [start = "", ...lines] = text.split("\r\n");
  const headers = lines.map((line): Header | null => {
    const [, name, value = ""] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    return name === undefined ? null : [name, value];
  });
  const known = headers.filter((header) => header !== null);
  return known.length === headers.length ? { start, headers: known } : null;
}

/** @returns How the headers say that the body is framed; null where they say nothing. */
export function framingOf(headers: readonly Header[]): "chunked" | number | null {
  const last = (wanted: string): string | undefined =>
    headers.findLast(([name]) => name.toLowerCase() === wanted)?.[1];
  if (last("transfer-encoding")?.toLowerCase().endsWith("chunked") === true) return "chunked";
  const length = last("content-length");
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
}
