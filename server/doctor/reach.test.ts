import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import type { Check } from "./check.ts";
import { judgeLogin, judgeWay, reach } from "./reach.ts";
import type { Way } from "./way.ts";

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

/** Something that listens, and does with each connection what it is told. */
async function listen(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return `postgres://someone:the-password@127.0.0.1:${port}/any`;
}

async function reachAt(url: string): Promise<Check> {
  const config = { databaseUrl: url, databasePrepare: true, databasePoolMax: 10 };
  const { checks, isReached } = await reach(config);
  assert.equal(isReached, false);
  const [failed, ...others] = checks.filter(({ verdict }) => verdict === "fail");
  assert.ok(failed !== undefined && others.length === 0);
  assert.notEqual(failed.remedy, null);
  assert.doesNotMatch(JSON.stringify(checks), /the-password/);
  return failed;
}

describe("reach()", () => {
  test("finds a name that nobody has", async () => {
    const failed = await reachAt("postgres://someone@no-such-host.invalid/any");
    assert.equal(failed.name, "address");
  });

  test("finds that nobody listens", async () => {
    const failed = await reachAt("postgres://someone:the-password@127.0.0.1:1/any");
    assert.equal(failed.name, "port");
    assert.match(failed.found, /no connection \(ECONNREFUSED\)/);
  });

  test("finds a server that takes connections and never answers", async () => {
    const failed = await reachAt(await listen(() => undefined));
    assert.equal(failed.name, "port");
    assert.match(failed.found, /says nothing/);
  });

  test("finds one that hangs up", async () => {
    const failed = await reachAt(await listen((socket) => socket.destroy()));
    assert.equal(failed.name, "port");
    assert.match(failed.found, /ends it/);
  });

  test("finds one that isn't PostgreSQL", async () => {
    const url = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    assert.match((await reachAt(url)).found, /not PostgreSQL/);
  });

  test("finds one that answers the first question, and then no other", async () => {
    const url = await listen((socket) => socket.once("data", () => socket.write("N")));
    const failed = await reachAt(url);
    assert.equal(failed.name, "login");
    assert.match(failed.found, /no answer to who we are/);
  });

  test("finds one that has no TLS where it is asked for", async () => {
    const url = await listen((socket) => socket.once("data", () => socket.write("N")));
    const failed = await reachAt(`${url}?sslmode=require`);
    assert.equal(failed.name, "encryption");
  });

  test("finds one whose TLS fails", async () => {
    const serve = (socket: Socket) => {
      socket.once("data", () => {
        socket.write("S");
        socket.once("data", () => socket.end("no TLS at all"));
      });
    };
    const failed = await reachAt(`${await listen(serve)}?sslmode=require`);
    assert.equal(failed.name, "encryption");
    assert.match(failed.found, /TLS doesn't come about/);
  });

  test("doesn't repeat what a server says of the password", async () => {
    const fields = ["SFATAL", "VFATAL", "CXX000", "Mnot the-password", ""];
    const body = Buffer.from(`${fields.join("\0")}\0`);
    const head = Buffer.alloc(5);
    head.write("E");
    head.writeUInt32BE(body.length + 4, 1);
    const refuse = (socket: Socket) => (bytes: Buffer) =>
      bytes.length === 8 ? socket.write("N") : socket.end(Buffer.concat([head, body]));
    const url = await listen((socket) => socket.on("data", refuse(socket)));
    const failed = await reachAt(url);
    assert.equal(failed.name, "login");
    assert.match(failed.found, /refused \(XX000\)/);
  });
});

describe("judgeWay()", () => {
  const encryption = (answer: string, ssl: unknown, host: string): Check | undefined => {
    const way: Way = { end: "answer", address: host, answer };
    return judgeWay(way, { place: { host, port: 5432 }, ssl })[2];
  };

  test("asks for no encryption on one machine, and warns of none between two", () => {
    assert.equal(encryption("N", false, "127.0.0.1")?.verdict, "ok");
    assert.equal(encryption("S", false, "localhost")?.verdict, "ok");
    assert.equal(encryption("S", false, "db.example.com")?.verdict, "warn");
    assert.equal(encryption("N", "prefer", "db.example.com")?.verdict, "warn");
    assert.equal(encryption("N", false, "127.evil.example")?.verdict, "warn");
  });

  test("holds to what was asked for", () => {
    assert.equal(encryption("S", "require", "db.example.com")?.verdict, "ok");
    const { found } = encryption("S", "require", "db.example.com") ?? {};
    assert.match(found ?? "", /certificate isn't checked/);
    assert.doesNotMatch(encryption("S", "verify-full", "db.example.com")?.found ?? "", /isn't/);
    assert.equal(encryption("N", "require", "127.0.0.1")?.verdict, "fail");
    assert.equal(encryption("N", true, "127.0.0.1")?.verdict, "fail");
  });
});

describe("judgeLogin()", () => {
  test("takes nothing wrong for right", () => {
    const route = { role: "app", database: "shop", ssl: false };
    assert.equal(judgeLogin(null, route, "postgres://app@host/shop").verdict, "ok");
  });
});
