/** The way to a database, step by step, without its driver: which one of them fails. @module */

import { lookup } from "node:dns/promises";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** For each step. The receiver gives up a connection after as long. */
const STEP_MS = 2000;

/** "Do you speak TLS?", as PostgreSQL's protocol asks it: length 8, and a number that means this. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Where the driver would connect to, as it reads `DATABASE_URL`. */
export type Place = {
  readonly host: string;
  readonly port: number;
};

export type Way =
  | { readonly end: "no_such_host"; readonly code: string }
  | { readonly end: "no_connection"; readonly address: string; readonly code: string }
  | { readonly end: "no_answer"; readonly address: string; readonly code: string }
  | {
      readonly end: "answer";
      readonly address: string;
      /** `S`, it speaks TLS; `N`, it doesn't; anything else is not PostgreSQL's. */
      readonly answer: string;
    };

/** What a step ends with that takes too long. */
export const TIMEOUT = "ETIMEDOUT";

/** Goes as far as it comes. @returns Where it ended; it never throws. */
export async function goTo({ host, port }: Place): Promise<Way> {
  try {
    const { address } = await inTime(lookup(host));
    return await ask({ host: address, port }, `${address} port ${port}`);
  } catch (error) {
    return { end: "no_such_host", code: codeOf(error) };
  }
}

async function ask(to: NetConnectOpts, address: string): Promise<Way> {
  const socket = connect(to);
  socket.on("error", () => undefined); // one that comes late ends nothing
  try {
    await inTime(happens(socket, "connect"));
  } catch (error) {
    socket.destroy();
    return { end: "no_connection", address, code: codeOf(error) };
  }
  try {
    socket.write(SSL_REQUEST);
    const bytes = await inTime(happens(socket, "data"));
    return { end: "answer", address, answer: String(bytes).slice(0, 1) };
  } catch (error) {
    return { end: "no_answer", address, code: codeOf(error) };
  } finally {
    socket.destroy();
  }
}

function happens(socket: Socket, event: "connect" | "data"): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECLOSED" })));
  });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = pause(STEP_MS, null, { signal: done.signal }).then(
    () => Promise.reject(Object.assign(new Error("too late"), { code: TIMEOUT })),
    () => new Promise<never>(() => undefined),
  );
  return Promise.race([work, late]).finally(() => done.abort());
}

function codeOf(error: unknown): string {
  const isCoded = error instanceof Error && "code" in error && typeof error.code === "string";
  return isCoded ? (error.code as string) : "unknown";
}
