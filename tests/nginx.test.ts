/** nginx in front of two receivers, by deploy/nginx/receiver.conf: what it lets through, and a restart. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect as connectByTls } from "node:tls";
import { z } from "zod";
import { answerOf, isAccepted, describe as say } from "../harness/courier/outcome.ts";
import { sendOverWire, type WireRequest } from "../harness/courier/wire.ts";
import { freePort, type ManagedTarget, startTarget } from "../harness/target/managed-target.ts";
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import {
  hasNginx,
  NGINX_SITE,
  type Nginx,
  type Place,
  startNginx,
  writeSettings,
} from "./nginx.ts";
import { openShop, type Purchase, type Shop } from "./shop.ts";

const HOOK = "/api/proxy/webhook";
const LIMIT_BYTES = 1_048_576;
/** Far below what nginx takes from one address: it counts one that is answered for a moment longer. */
const IN_FLIGHT = 50;
const ANSWER = { answerWithinMs: 15_000 } as const;
const DATABASE = `nginx_${process.pid}`;

let folder: string;
let place: Place;
let nginx: Nginx;
let shop: Shop;
let receivers: readonly ManagedTarget[] = [];

const skip = !hasNginx;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "nginx-"));
  const listen = { tls: await freePort(), plain: await freePort() };
  shop = await openShop(`http://127.0.0.1:${listen.plain}`);
  place = { folder, listen, upstream: [Number(shop.environment["PORT"]), await freePort()] };
  nginx = await startNginx(place);
  const server = process.env["TEST_DATABASE_URL"] ?? "";
  const url = await createDatabase(server, DATABASE);
  receivers = await Promise.all(
    place.upstream.map((port) =>
      startTarget({
        command: `${process.execPath} server/main.ts`,
        environment: { ...shop.environment, DATABASE_URL: url, PORT: String(port) },
        readyUrl: `http://127.0.0.1:${port}/readyz`,
        readyWithinMs: 30_000,
        onOutput: () => undefined,
      }),
    ),
  );
});
after(async () => {
  if (skip) return;
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  await nginx?.stop();
  await shop?.close();
  await dropDatabase(process.env["TEST_DATABASE_URL"] ?? "", DATABASE);
  await rm(folder, { recursive: true, force: true });
});

/** Sends an unsigned delivery. @returns The status, and who answered it: a receiver marks its answers. */
async function answered(request: Partial<WireRequest>, path = HOOK) {
  const outcome = await sendOverWire(
    {
      method: "POST",
      url: new URL(path, `http://127.0.0.1:${place.listen.plain}`),
      headers: [["content-type", "application/json"]],
      body: new Uint8Array(2),
      ...request,
    },
    ANSWER,
  );
  const by = answerOf(outcome)?.headers.has("x-request-id") ? "receiver" : "nginx";
  return `${say(outcome)} by ${by}`;
}

/** @returns What is answered to these bytes, up to the end of the connection. */
function answerTo(bytes: string, socket = connectTo(place.listen.plain)): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    socket.once("close", () => resolve(answer));
    socket.once("error", reject);
    socket.write(bytes);
  });
}

function connectTo(port: number): Socket {
  return connect({ host: "127.0.0.1", port });
}

describe("nginx, as deploy/nginx/receiver.conf sets it up", { timeout: 120_000, skip }, () => {
  const tested = (site: string) => {
    const elsewhere = { ...place, folder: join(folder, "tested") };
    return spawnSync("nginx", ["-t", ...writeSettings(elsewhere, site)], { encoding: "utf8" });
  };

  test("finds nothing wrong with the file, and would", () => {
    const site = readFileSync(NGINX_SITE, "utf8");
    const { status, stderr } = tested(site);
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /\[warn\]/);
    assert.notEqual(tested(site.replace("proxy_read_timeout", "proxy_reed_timeout")).status, 0);
  });

  test("lets a body of exactly the receiver's limit through, and refuses one byte more", async () => {
    const exactly = new Uint8Array(LIMIT_BYTES);
    const more = new Uint8Array(LIMIT_BYTES + 1);
    for (const framing of ["length", "chunked"] as const) {
      assert.equal(await answered({ body: exactly, framing }), "401 by receiver");
      assert.equal(await answered({ body: more, framing }), "413 by nginx");
    }
  });

  test("refuses headers that a receiver would not read, and lets 8 KiB of them through", async () => {
    const headersOf = (count: number) =>
      Array.from({ length: count }, (_, n) => [`x-filler-${n}`, "x".repeat(2000)] as const);
    // There is no content-type among them.
    assert.equal(await answered({ headers: headersOf(4) }), "415 by receiver");
    assert.equal(await answered({ headers: headersOf(9) }), "400 by nginx");
  });

  test("joins a body in crumbs, which a receiver refuses by itself", async () => {
    const head = `Host: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked`;
    const request = `POST ${HOOK} HTTP/1.1\r\n${head}\r\n\r\n${"1\r\nx\r\n".repeat(5000)}0\r\n\r\n`;
    const direct = await answerTo(request, connectTo(place.upstream[0]));
    assert.match(direct, /^HTTP\/1\.1 400 /);
    assert.match(await answerTo(request), /^HTTP\/1\.1 401 /);
  });

  for (const path of ["/healthz", "/readyz", "/api/entitlements", "/metrics", "/", `${HOOK}/`]) {
    test(`has no ${path} for the internet`, async () => {
      for (const method of ["GET", "POST"]) {
        assert.equal(await answered({ method }, path), "404 by nginx");
      }
    });
  }

  test("speaks TLS with its certificate", async () => {
    const socket = connectByTls({
      ...{ host: "127.0.0.1", port: place.listen.tls },
      ...{ ca: nginx.ca, servername: "hooks.example.com" },
    });
    const head = `POST ${HOOK} HTTP/1.1\r\nHost: hooks.example.com\r\nConnection: close`;
    assert.match(
      await answerTo(`${head}\r\nContent-Length: 0\r\n\r\n`, socket),
      /^HTTP\/1\.1 415 /,
    );
  });
});

describe("what it hands on", { timeout: 60_000, skip }, () => {
  const heard: string[] = [];
  let listening: Server;
  let other: Place;
  let between: Nginx;
  before(async () => {
    if (skip) return;
    listening = createServer((socket) => {
      socket.setEncoding("latin1").on("data", (text: string) => {
        heard.push(text);
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      });
    });
    listening.listen(0, "127.0.0.1");
    await once(listening, "listening");
    const { port } = z.object({ port: z.number() }).parse(listening.address());
    const listen = { tls: await freePort(), plain: await freePort() };
    other = { folder: join(folder, "other"), listen, upstream: [port, port] };
    between = await startNginx(other);
  });
  after(async () => {
    if (skip) return;
    await between?.stop();
    listening?.close();
  });

  const head = `POST ${HOOK} HTTP/1.1\r\nHost: Hooks.Example.com:443\r\nConnection: close`;

  test("is a whole request: a sender that waits for its go-ahead gets it", async () => {
    const waiting = `${head}\r\nX-A: b\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`;
    const answer = await answerTo(`${waiting}{}`, connectTo(other.listen.plain));
    assert.match(answer, /^HTTP\/1\.1 100 .*\r\n\r\nHTTP\/1\.1 200 /);
    assert.deepEqual(heard.splice(0), [
      `POST ${HOOK} HTTP/1.1\r\nHost: hooks.example.com\r\nContent-Length: 2\r\nX-A: b\r\n\r\n{}`,
    ]);
  });

  test("waits for the rest of a body, which a later one may overtake", async () => {
    const [slow, quick] = [connectTo(other.listen.plain), connectTo(other.listen.plain)];
    slow.write(`${head}\r\nContent-Length: 4\r\n\r\nsl`);
    await answerTo(`${head}\r\nContent-Length: 5\r\n\r\nquick`, quick);
    await answerTo("ow", slow);
    assert.deepEqual(
      heard.splice(0).map((text) => text.split("\r\n\r\n")[1]),
      ["quick", "slow"],
    );
  });
});

describe("two receivers behind it", { timeout: 120_000, skip }, () => {
  /** Delivers so many at a time, each once, until `disturb` is over. @returns What was delivered. */
  async function deliverWhile(name: string, disturb: () => Promise<unknown>) {
    const delivered: Purchase[] = [];
    let isOver = false;
    const lanes = Array.from({ length: IN_FLIGHT }, async (_, lane) => {
      for (let number = 0; !isOver || number < 2; number += 1) {
        const purchase = shop.purchase(`${name}_${lane}_${number}`);
        const outcome = await shop.deliver(purchase.event);
        assert.ok(isAccepted(outcome), `${say(outcome)} ${answerOf(outcome)?.body}`);
        delivered.push(purchase);
      }
    });
    const disturbing = disturb().finally(() => {
      isOver = true;
    });
    await Promise.all([disturbing, ...lanes]);
    return delivered;
  }

  test("are restarted one after the other, and every delivery meanwhile is answered 200", async () => {
    const delivered = await deliverWhile("restarted", async () => {
      for (const receiver of receivers) {
        assert.equal(await receiver.stop(), 0);
        await receiver.restart();
      }
    });
    for (const purchase of delivered.slice(-20)) await shop.assertGrantedOnce(purchase);
  });

  test("are killed one after the other, and every delivery meanwhile is answered 200", async () => {
    const delivered = await deliverWhile("killed", async () => {
      for (const receiver of receivers) {
        await receiver.kill();
        await receiver.restart();
      }
    });
    for (const purchase of delivered.slice(-20)) await shop.assertGrantedOnce(purchase);
  });
});
