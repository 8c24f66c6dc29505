/** The listener of whichever runtime runs this, over raw sockets. */

import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createBodyBudget, SEAT_BYTES } from "../body-budget.ts";
import { deliver, eventOf, sessionOf } from "../proxy/testing.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestReceiver, type TestReceiver } from "../testing/receiver.ts";
import { listenOnBun } from "./bun.ts";
import { listenOnDeno } from "./deno.ts";
import type { Listener } from "./listener.ts";
import { listenOnNode } from "./node.ts";

const otherThanBun = "Deno" in globalThis ? listenOnDeno : listenOnNode;
const listen = "Bun" in globalThis ? listenOnBun : otherThanBun;

/** Room for one body that is larger than a seat, so that a single stalled one exhausts it. */
const SHARED_BYTES = 4096;
const LARGE_BYTES = SEAT_BYTES + SHARED_BYTES;

let database: TestDatabase;
let receiver: TestReceiver;
let listener: Listener;

before(async () => {
  database = await createTestDatabase();
  receiver = await createTestReceiver(database.pools, [], {
    bodies: createBodyBudget(100, SHARED_BYTES),
    bodyBytesMax: LARGE_BYTES,
  });
  listener = await listen(receiver.fetch, { hostname: "127.0.0.1", port: 0 });
});
after(async () => {
  await listener.stop();
  await database.drop();
});

/** @returns A connection on which this was sent, and what comes back until it is closed. */
function open(bytes: string): { readonly socket: Socket; readonly answer: Promise<string> } {
  const socket = connect({ host: "127.0.0.1", port: listener.port });
  const answer = new Promise<string>((resolve, reject) => {
    let text = "";
    socket.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      if (isWhole(text)) socket.emit("answered", text);
    });
    socket.once("close", () => resolve(text));
    socket.once("error", reject);
  });
  socket.write(bytes);
  return { socket, answer };
}

/** As far as its length says. */
function isWhole(answer: string): boolean {
  const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return length !== undefined && Buffer.byteLength(body) >= Number(length);
}

/** @returns The status of the answer, and all of it; whether the connection is closed plays no part. */
async function ask(bytes: string): Promise<{ readonly status: number; readonly answer: string }> {
  const { socket, answer: closed } = open(bytes);
  const whole = new Promise<string>((resolve) => socket.once("answered", resolve));
  const answer = await Promise.race([whole, closed]);
  socket.destroy();
  return { status: Number(/^HTTP\/1\.[01] (\d+)/.exec(answer)?.[1]), answer };
}

const CLOSE = "Connection: close\r\n";
const POST = `${CLOSE}Content-Length: 0\r\nContent-Type: application/json\r\n\r\n`;
const HOOK = "/api/proxy/webhook";

describe("the listener", () => {
  test("answers a load balancer's plain check, by HTTP/1.0 and without a Host", async () => {
    for (const path of ["/healthz", "/readyz"]) {
      assert.equal((await ask(`GET ${path} HTTP/1.0\r\n\r\n`)).status, 200);
    }
  });

  for (const host of ["x:99999", "[::1", "x y", "a:b@x", "", "ü.example", "x/healthz?", "x#"]) {
    test(`answers an unsigned delivery to Host ${JSON.stringify(host)} with 401 or 400`, async () => {
      const lines = receiver.lines.length;
      const { status } = await ask(`POST ${HOOK} HTTP/1.1\r\nHost: ${host}\r\n${POST}`);
      assert.ok([400, 401].includes(status), String(status));
      assert.ok(receiver.lines.slice(lines).every(({ msg }) => msg === "delivery"));
    });
  }

  for (const host of ["x/healthz?", "x/healthz?a=", "x/healthz#", "x\\healthz?"]) {
    test(`never takes a part of Host ${host} for the path`, async () => {
      const head = `HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}\r\n`;
      for (const target of ["/nope", "http://x/nope", `http://${host}/nope`]) {
        const { status } = await ask(`GET ${target} ${head}`);
        const isOfTarget = target.includes("healthz") && status === 200;
        assert.ok(status === 404 || status === 400 || isOfTarget, `${target}: ${status}`);
      }
    });
  }

  test("takes the path out of a target in absolute form", async () => {
    const head = `HTTP/1.1\r\nHost: x\r\n`;
    assert.equal((await ask(`POST https://a:b@host${HOOK} ${head}${POST}`)).status, 401);
    assert.equal((await ask(`GET http://host/healthz?a=b ${head}${CLOSE}\r\n`)).status, 200);
    assert.equal((await ask(`GET http://host ${head}${CLOSE}\r\n`)).status, 404);
  });

  test("routes by the path where there are several Hosts, or refuses them", async () => {
    const { status } = await ask(`POST ${HOOK} HTTP/1.1\r\nHost: a\r\nHost: b\r\n${POST}`);
    assert.ok([400, 401].includes(status), String(status));
  });

  const unread = `HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n${"x".repeat(16)}\r\n`;

  for (const [line, expected] of [
    ["POST /nope", 404],
    ["POST /healthz", 405],
    ["GET /healthz", 200],
    ["GET /api/entitlements", 401],
  ] as const) {
    test(`answers ${line} before its body has come, and that nothing else may follow`, async () => {
      const { status, answer } = await ask(`${line} ${unread}`);
      assert.equal(status, expected);
      assert.match(answer, /^connection: close\r$/im);
    });
  }

  // Deno reads on for as long as something comes, and says that there is no setting.
  test("closes a connection whose body nobody reads", { skip: "Deno" in globalThis }, async () => {
    assert.match(await open(`POST /nope ${unread}`).answer, /^HTTP\/1.1 404/);
  });

  test("refuses what has no path", async () => {
    for (const line of ["OPTIONS *", "GET healthz"]) {
      const { status } = await ask(`${line} HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`);
      assert.ok([400, 404, 405].includes(status), `${line}: ${status}`);
    }
  });
});

describe("the listener, with the room for large bodies taken by one that stalls", () => {
  const head = (bytes: number) =>
    `POST ${HOOK} HTTP/1.1\r\nHost: x\r\n${CLOSE}Content-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`;

  test("still takes small deliveries, refuses large ones at once, and takes them again", async () => {
    const stalled = open(`${head(LARGE_BYTES)}${"x".repeat(LARGE_BYTES - 1)}`);
    stalled.answer.catch(() => undefined); // cut by us
    const large = `${head(LARGE_BYTES)}${"x".repeat(LARGE_BYTES)}`;
    await until(async () => (await ask(large)).status === 503);
    const { answer } = await ask(large);
    assert.match(answer, /"overloaded"/);
    assert.match(answer, /^retry-after: \d+\r$/im);
    assert.match(answer, /^connection: close\r$/im);

    const session = sessionOf("psess_small");
    receiver.objects.set(session.id, session);
    const small = deliver(eventOf(session));
    const url = `http://127.0.0.1:${listener.port}${HOOK}`;
    const { headers } = small;
    const sent = await fetch(url, { method: "POST", headers, body: await small.text() });
    assert.equal(sent.status, 200);
    await sent.body?.cancel();

    stalled.socket.destroy();
    await until(async () => (await ask(large)).status === 401);
  });
});

describe("a listener that is to stop", () => {
  test("does so although clients never pause on their connections", {
    timeout: 30_000,
  }, async () => {
    const slow = await listen(
      async () => {
        await pause(100);
        return new Response("ok");
      },
      { hostname: "127.0.0.1", port: 0 },
    );
    const clients = Array.from({ length: 5 }, async (_, n) => {
      await pause(20 * n); // so that somebody waits for an answer at any moment
      const socket = connect({ host: "127.0.0.1", port: slow.port });
      const ask = () => socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      socket.on("data", ask).on("error", () => undefined);
      ask();
      await new Promise((closed) => socket.once("close", closed));
    });
    await pause(200);
    await slow.stop();
    await Promise.all(clients);
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const patience = AbortSignal.timeout(10_000);
  while (!(await isSo())) patience.throwIfAborted();
}
