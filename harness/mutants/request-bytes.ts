/** Requests out of a connection's bytes, one after the other: as much of HTTP/1.1 as this folder needs. @module */

import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Incoming } from "./passing.ts";

/** What one side of a connection has sent, as far as it was asked for. */
export type Bytes = {
  /** @returns All up to a mark, which is left out; null where the connection ends before it. */
  readonly upTo: (mark: string) => Promise<string | null>;
  /** @returns So many bytes at most, and one at least; null where the connection has ended. */
  readonly next: (bytesMax: number) => Promise<Buffer | null>;
};

/** Of a line, or of all headers. */
const TEXT_BYTES_MAX = 64 * 1024;

export function bytesOf(socket: Socket): Bytes {
  const pieces: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    try {
      const { done, value } = await pieces.next();
      if (done === true) return false;
      held = Buffer.concat([held, value]);
      return true;
    } catch {
      return false; // reset, or closed by us
    }
  };
  return {
    upTo: async (mark) => {
      let end = held.indexOf(mark);
      while (end === -1) {
        if (held.length > TEXT_BYTES_MAX || !(await more())) return null;
        end = held.indexOf(mark);
      }
      const text = held.toString("latin1", 0, end);
      held = held.subarray(end + mark.length);
      return text;
    },
    next: async (bytesMax) => {
      if (held.length === 0 && !(await more())) return null;
      const taken = held.subarray(0, bytesMax);
      held = held.subarray(taken.length);
      return taken;
    },
  };
}

export type Head = Pick<Incoming, "method" | "path" | "query" | "headers">;

/** @returns Null where it is no head of a request. */
export function parseHead(text: string): Head | null {
  const [line = "", ...lines] = text.split("\r\n");
  const [, method, target] = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(line) ?? [];
  if (method === undefined || target === undefined) return null;
  const headers = new Map<string, readonly string[]>();
  for (const each of lines) {
    const [, name, value = ""] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(each) ?? [];
    if (name === undefined) return null;
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const [path = "/", query = ""] = target.split("?", 2);
  return { method, path, query: new URLSearchParams(query), headers };
}

/** @throws {Error} If the connection ends before the body does, or what frames it makes no sense. */
export async function* bodyOf({ headers }: Head, bytes: Bytes): AsyncGenerator<Buffer> {
  if (!headers.has("transfer-encoding")) {
    return yield* exactly(Number(headers.get("content-length")?.[0] ?? 0), bytes);
  }
  for (;;) {
    const size = Number.parseInt((await bytes.upTo("\r\n")) ?? "", 16);
    yield* exactly(size, bytes);
    const isEnded = (await bytes.upTo("\r\n")) === "";
    if (!isEnded) throw new Error("a chunk of another size");
    if (size === 0) return;
  }
}

async function* exactly(length: number, bytes: Bytes): AsyncGenerator<Buffer> {
  if (Number.isNaN(length)) throw new Error("a body without a length");
  for (let left = length; left > 0; ) {
    const piece = await bytes.next(left);
    if (piece === null) throw new Error("the connection ended before the body");
    left -= piece.length;
    yield piece;
  }
}
