/**
 * A relay in front of Postgres that speaks enough of its protocol to do what a broken driver or pooler
 * does: hand one answer to the next question.
 *
 * @module
 */

import { connect, createServer, type Socket } from "node:net";

export type Relay = {
  readonly url: string;
  /** From now on each connection's next answer is kept, and its question's successor gets it again. */
  readonly repeatNextAnswer: () => void;
  /** From now on nothing passes on the connections that are open. */
  readonly fallSilent: () => void;
  readonly close: () => Promise<void>;
};

const BIND_COMPLETE = "2".charCodeAt(0);
const READY_FOR_QUERY = "Z".charCodeAt(0);

type Message = { readonly type: number; readonly bytes: Buffer };

export async function startRelay(databaseUrl: string): Promise<Relay> {
  const upstream = new URL(databaseUrl);
  const links = new Set<Link>();
  const server = createServer((client) => {
    const link = createLink(client, connect(Number(upstream.port), upstream.hostname));
    links.add(link);
    client.once("close", () => links.delete(link));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return {
    url: url.href,
    repeatNextAnswer: () => {
      for (const link of links) link.arm();
    },
    fallSilent: () => {
      for (const link of links) link.fallSilent();
    },
    close: async () => {
      for (const link of links) link.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

type Link = {
  readonly arm: () => void;
  readonly fallSilent: () => void;
  readonly destroy: () => void;
};

function createLink(client: Socket, server: Socket): Link {
  const replay = createReplay();
  let isSilent = false;
  const pass = (to: Socket) => (bytes: Buffer) => {
    if (!isSilent && bytes.length > 0) to.write(bytes);
  };
  client.on("data", pass(server));
  server.on("data", (bytes: Buffer) => pass(client)(replay.take(bytes)));
  const destroy = (): void => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) socket.on("error", destroy).on("close", destroy);
  return {
    arm: replay.arm,
    fallSilent: () => {
      isSilent = true;
    },
    destroy,
  };
}

/** An answer: what comes from BindComplete to ReadyForQuery. What comes before it describes it. */
function createReplay(): { readonly arm: () => void; readonly take: (bytes: Buffer) => Buffer } {
  let pending: Buffer = Buffer.alloc(0);
  let step: "idle" | "armed" | "keeping" | "waiting" | "replacing" = "idle";
  let kept: Buffer[] = [];

  const passOn = ({ type, bytes }: Message): readonly Buffer[] => {
    if (type === BIND_COMPLETE && step === "armed") step = "keeping";
    if (type === BIND_COMPLETE && step === "waiting") step = "replacing";
    if (step === "keeping") {
      kept.push(bytes);
      if (type === READY_FOR_QUERY) step = "waiting";
    } else if (step === "replacing") {
      if (type !== READY_FOR_QUERY) return [];
      const answer = kept;
      step = "idle";
      kept = [];
      return answer;
    }
    return [bytes];
  };

  return {
    arm: () => {
      step = "armed";
    },
    take: (bytes) => {
      const { messages, rest } = split(Buffer.concat([pending, bytes]));
      pending = rest;
      return Buffer.concat(messages.flatMap(passOn));
    },
  };
}

/** From the server every message is a type, a length that counts itself, and what it says. */
function split(bytes: Buffer): { readonly messages: readonly Message[]; readonly rest: Buffer } {
  const messages: Message[] = [];
  let offset = 0;
  while (bytes.length - offset >= 5) {
    const end = offset + 1 + bytes.readUInt32BE(offset + 1);
    if (end > bytes.length) break;
    messages.push({ type: bytes.readUInt8(offset), bytes: bytes.subarray(offset, end) });
    offset = end;
  }
  return { messages, rest: Buffer.from(bytes.subarray(offset)) };
}
