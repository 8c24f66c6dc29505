import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { connect, createServer, type Server, type Socket } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { createExchanges, type Exchange } from "./exchanges.ts";
import { createKeeper } from "./keeper.ts";
import { parseRecording } from "./recording.ts";
import { LOOPBACK, serveRelay } from "./relay.ts";
import { createStandIns } from "./stand-ins.ts";

const standIns = createStandIns(new Uint8Array(32).fill(7));
const ANSWER = "HTTP/1.1 204 No Content\r\nX-Own: kept\r\n\r\n";

type Running = {
  readonly port: number;
  readonly exchanges: readonly Exchange[];
  readonly away: () => number;
  readonly halves: () => number;
  readonly close: () => Promise<void>;
};

/** A receiver of bare sockets, with the relay in front of it. */
async function between(converse: (socket: Socket) => void): Promise<Running> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    converse(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const relayed = await inFrontOf(address.port);
  return {
    ...relayed,
    close: async () => {
      await relayed.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function inFrontOf(port: number): Promise<Running> {
  const exchanges: Exchange[] = [];
  let away = 0;
  let halves = 0;
  const relay = await serveRelay(new URL(`http://${LOOPBACK}:${port}`), 0, {
    listen: () =>
      createExchanges({
        bodyBytesMax: 1024 * 1024,
        hash: standIns.hash,
        now: Date.now,
        onExchange: (exchange) => exchanges.push(exchange),
        onHalf: () => {
          halves += 1;
        },
      }),
    onAway: () => {
      away += 1;
    },
    onThere: () => undefined,
  });
  return {
    port: relay.port,
    exchanges,
    away: () => away,
    halves: () => halves,
    close: relay.close,
  };
}

/** Sends bytes in pieces, and returns all that came back until the other side ended. */
function say(port: number, pieces: readonly Uint8Array[], ends = true): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, LOOPBACK);
    const heard: Buffer[] = [];
    socket.on("data", (bytes) => heard.push(bytes));
    socket.on("error", reject);
    socket.on("end", () => {
      socket.end();
      resolve(Buffer.concat(heard));
    });
    for (const piece of pieces) socket.write(piece);
    if (ends) socket.end();
  });
}

function post(body: Uint8Array, framing = `Content-Length: ${body.length}`): Buffer {
  return Buffer.concat([
    Buffer.from(
      `POST /hook?a=%20b HTTP/1.1\r\nhOsT: shop\r\nProxy-Signature: x\r\n${framing}\r\n\r\n`,
    ),
    body,
  ]);
}

function chunked(body: Uint8Array): Buffer {
  const size = Buffer.from(`${body.length.toString(16)};ext=1\r\n`);
  const end = Buffer.from("\r\n0\r\nTrailer: x\r\n\r\n");
  return body.length === 0 ? Buffer.from("0\r\n\r\n") : Buffer.concat([size, body, end]);
}

describe("serveRelay()", () => {
  test("passes on every byte as it was sent, and back, and knows the body", async () => {
    let received: Buffer[] = [];
    const relay = await between((socket) => {
      socket.on("data", (bytes) => received.push(bytes));
      socket.on("end", () => socket.end(ANSWER));
    });
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map((text) => Buffer.from(text)),
    );
    try {
      await fc.assert(
        fc.asyncProperty(bodies, fc.boolean(), fc.nat(400), async (body, inChunks, cut) => {
          received = [];
          const before = relay.exchanges.length;
          const sent = inChunks ? post(chunked(body), "Transfer-Encoding: chunked") : post(body);
          const back = await say(relay.port, [sent.subarray(0, cut), sent.subarray(cut)]);
          assert.deepEqual(Buffer.concat(received), sent);
          assert.equal(back.toString(), ANSWER);
          const [exchange, ...others] = relay.exchanges.slice(before);
          assert.equal(others.length, 0);
          assert.equal(exchange?.status, 204);
          assert.equal(exchange.target, "/hook?a=%20b");
          assert.deepEqual(Buffer.from(exchange.body.bytes ?? []), Buffer.from(body));
        }),
        { numRuns: 60 },
      );
    } finally {
      await relay.close();
    }
  });

  test("lets a sender wait to be told to go on, and keep its connection", async () => {
    const relay = await between((socket) => {
      let text = "";
      socket.on("data", (bytes) => {
        text += bytes.toString("latin1");
        if (text.endsWith("Expect: 100-continue\r\n\r\n"))
          socket.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (text.endsWith("body")) {
          text = "";
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
      });
      socket.on("end", () => socket.end());
    });
    const socket = connect(relay.port, LOOPBACK);
    const heard = (wanted: string): Promise<void> =>
      new Promise((resolve) => {
        let text = "";
        const listen = (bytes: Buffer): void => {
          text += bytes.toString();
          if (!text.endsWith(wanted)) return;
          socket.off("data", listen);
          resolve();
        };
        socket.on("data", listen);
      });
    try {
      for (const _turn of [1, 2]) {
        const told = heard("100 Continue\r\n\r\n");
        socket.write("POST / HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        await told;
        const answered = heard("ok");
        socket.write("body");
        await answered;
      }
      assert.deepEqual(
        relay.exchanges.map(({ status, body }) => [
          status,
          Buffer.from(body.bytes ?? []).toString(),
        ]),
        [
          [200, "body"],
          [200, "body"],
        ],
      );
    } finally {
      socket.destroy();
      await relay.close();
    }
  });

  test("answers 502 where nobody is, and knows that nobody answered", async () => {
    const nobody = await between(() => undefined);
    const { port } = nobody;
    await nobody.close();
    const relay = await inFrontOf(port);
    try {
      const back = await say(relay.port, [post(Buffer.alloc(100_000))], false);
      assert.match(back.toString(), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
      assert.equal(relay.away(), 1);
      while (relay.exchanges.length === 0) await wait(1);
    } finally {
      await relay.close();
    }
    assert.deepEqual(
      relay.exchanges.map(({ status }) => status),
      [null],
    );
  });

  test("passes on what is no HTTP, and keeps nothing of it", async () => {
    const relay = await between((socket) => socket.pipe(socket));
    try {
      const whole = post(Buffer.from("body")).toString("latin1");
      const odds = [
        "\0\xff no http\r\n\r\nat all",
        whole.replace("hOsT: shop", "a: folded\r\n line"),
        whole.replace("HTTP/1.1", "HTTP/2.0"),
        whole.slice(0, 40) + "x".repeat(100_000),
        whole.slice(0, 30),
        whole.slice(0, -1),
      ].map((text) => Buffer.from(text, "latin1"));
      for (const odd of odds) assert.deepEqual(await say(relay.port, [odd]), odd);
      assert.deepEqual(relay.exchanges, []);
      await relay.close();
      assert.equal(relay.halves(), odds.length, "each is counted");
    } finally {
      await relay.close();
    }
  });
});

describe("createKeeper()", () => {
  const exchange = (body: Uint8Array): Exchange => ({
    startedAt: 0,
    endedAt: 5,
    method: "POST",
    target: "/hook",
    headers: [],
    body: { bytes: body, length: body.length, hash: "0".repeat(64) },
    status: 200,
  });
  const kept = (bodies: readonly Uint8Array[], bounds = { deliveriesMax: 100, bytesMax: 1e6 }) => {
    const lines: string[] = [];
    const said: string[] = [];
    const keeper = createKeeper({
      standIns,
      bounds,
      append: (line) => lines.push(line),
      say: (line) => said.push(line),
      now: () => 0,
    });
    for (const body of bodies) keeper.keep(exchange(body));
    const parsed = parseRecording(lines.join(""));
    assert.ok(parsed.ok);
    return { deliveries: parsed.recording.deliveries, lines, said, summary: keeper.summary() };
  };

  test("writes what is read again, whatever the body is", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array(),
            fc.json().map((j) => Buffer.from(j)),
          ),
        ),
        (bodies) => {
          assert.equal(kept(bodies).deliveries.length, bodies.length);
        },
      ),
    );
  });

  test("keeps of hostile bodies only length and hash", () => {
    const hostile = [
      Uint8Array.from([0]),
      Uint8Array.from([0xff, 0xfe]),
      new Uint8Array(64 * 1024),
    ];
    for (const { body } of kept(hostile).deliveries) assert.ok("bytes" in body);
  });

  test("ends the recording at its bounds, says so, and counts what it missed", () => {
    const bodies = Array.from({ length: 5 }, () => Buffer.from('{"type":"a.b"}'));
    const few = kept(bodies, { deliveriesMax: 2, bytesMax: 1e6 });
    assert.equal(few.deliveries.length, 2);
    assert.equal(few.summary.missed, 3);
    assert.match(few.said.join(), /ends here/);
    assert.match(few.lines.at(-1) ?? "", /"note"/);
    assert.deepEqual(few.summary.types, [["a.b", 2]]);
    const small = kept(bodies, { deliveriesMax: 100, bytesMax: 1000 });
    assert.ok(small.lines.join("").length <= 1000);
    assert.ok(small.summary.missed > 0);
  });
});
