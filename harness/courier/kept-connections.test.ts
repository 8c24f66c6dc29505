import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import { type KeptConnections, keepConnections } from "./kept-connections.ts";
import { describe as inWords } from "./outcome.ts";

const servers: Server[] = [];
const kept: KeptConnections[] = [];
const sockets = new Set<Socket>();
after(() => {
  for (const one of kept) one.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** Answers each request by its ordinal, and the ordinal of its connection. */
async function serve(answer: (socket: Socket, request: number, connection: number) => void) {
  let connections = 0;
  const heads: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const connection = connections++;
    let received = "";
    socket.on("data", (bytes) => {
      received += bytes.toString("latin1");
      while (received.includes("\r\n\r\n!")) {
        const end = received.indexOf("\r\n\r\n!");
        heads.push(received.slice(0, end));
        received = received.slice(end + "\r\n\r\n!".length);
        answer(socket, heads.length - 1, connection);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const url = new URL(`http://127.0.0.1:${address.port}/hook`);
  return { url, connections: () => connections, heads };
}

function sender(url: URL, connectionsMax = 4, answerWithinMs = 10_000) {
  const connections = keepConnections(url, { connectionsMax, answerWithinMs });
  kept.push(connections);
  const body = new TextEncoder().encode("!");
  return async () => inWords(await connections.send({ method: "POST", url, headers: [], body }));
}

describe("keepConnections()", () => {
  test("sends one request after the other over one connection, with one Host header", async () => {
    const { url, connections, heads } = await serve((socket) => socket.write(OK));
    const send = sender(url);
    for (let n = 0; n < 5; n += 1) assert.equal(await send(), "200");
    assert.equal(connections(), 1);
    assert.equal(heads.length, 5);
    for (const head of heads) {
      assert.deepEqual(head.match(/^(host|connection|content-length): .*$/gim), [
        `Host: ${url.host}`,
        "Content-Length: 1",
        "Connection: keep-alive",
      ]);
    }
  });

  test("opens as many as it may, and lets the rest wait for one that is free", async () => {
    const waiting: Socket[] = [];
    const { url, connections } = await serve((socket) => {
      waiting.push(socket);
      if (waiting.length === 3) for (const one of waiting.splice(0)) one.write(OK);
    });
    const send = sender(url, 3);
    const answers = await Promise.all(Array.from({ length: 9 }, send));
    assert.deepEqual(new Set(answers), new Set(["200"]));
    assert.equal(connections(), 3);
  });

  test("reads an answer in pieces", async () => {
    const { url } = await serve((socket) => {
      socket.write(OK.slice(0, 20));
      setTimeout(() => socket.write(OK.slice(20)), 20);
    });
    assert.equal(await sender(url)(), "200");
  });

  test("opens another one where an answer says that this one closes", async () => {
    const closing = OK.replace("\r\n", "\r\nConnection: close\r\n");
    const { url, connections } = await serve((socket) => socket.end(closing));
    const send = sender(url, 1);
    assert.deepEqual([await send(), await send()], ["200", "200"]);
    assert.equal(connections(), 2);
  });

  test("never sends again what a connection lost, and goes on with another one", async () => {
    const { url, heads } = await serve((socket, request) =>
      request === 1 ? socket.destroy() : socket.write(OK),
    );
    const send = sender(url, 1);
    assert.equal(await send(), "200");
    assert.equal(await send(), "connection closed without an answer");
    assert.equal(await send(), "200");
    assert.equal(heads.length, 3);
  });

  test("gives up what is not answered in time, and hears nothing of it later", async () => {
    const { url, connections } = await serve((socket, request) => {
      if (request > 0) socket.write(OK);
    });
    const send = sender(url, 1, 200);
    assert.equal(await send(), "no answer in time");
    assert.equal(await send(), "200");
    assert.equal(connections(), 2);
  });

  test("says where nobody listens", async () => {
    const { url } = await serve(() => undefined);
    servers.at(-1)?.close();
    await new Promise((closed) => setTimeout(closed, 20));
    assert.equal(await sender(url)(), "unreachable");
  });
});

describe("keepConnections(), where something comes that answers nothing,", () => {
  for (const [when, extra] of [
    ["with an answer", (socket: Socket) => void socket.write(OK + OK)],
    [
      "after it",
      (socket: Socket) => {
        socket.write(OK);
        setTimeout(() => socket.write(OK), 20);
      },
    ],
  ] as const) {
    test(`notes that it came ${when}, and goes on with another connection`, async () => {
      const { url, connections } = await serve(extra);
      const pool = keepConnections(url, { connectionsMax: 1, answerWithinMs: 10_000 });
      kept.push(pool);
      const body = new TextEncoder().encode("!");
      const send = () => pool.send({ method: "POST", url, headers: [], body });
      assert.equal(inWords(await send()), "200");
      while (!pool.hasStrayed()) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(inWords(await send()), "200");
      assert.equal(connections(), 2);
      assert.equal(pool.opened(), 2);
    });
  }
});
