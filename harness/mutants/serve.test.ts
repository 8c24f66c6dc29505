import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, test } from "node:test";
import type { Answer, Incoming } from "./passing.ts";
import { serve } from "./serve.ts";

const MANNERS = { isContinued: () => true, skipsUnread: true };

/** @returns All that comes back until the connection is closed by the server, or by us. */
async function talk(
  receive: (incoming: Incoming) => Promise<Answer>,
  pieces: readonly string[],
  manners = MANNERS,
): Promise<string> {
  const { port, close } = await serve(receive, 0, manners);
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    received += text;
  });
  const closed = once(socket, "close");
  try {
    for (const piece of pieces) {
      socket.write(piece, "latin1");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    socket.end();
    await closed;
    return received;
  } finally {
    await close();
  }
}

async function echo({ method, path, chunks }: Incoming): Promise<Answer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const body = `${method} ${path} ${Buffer.concat(parts)}`;
  return { status: 200, headers: {}, body };
}

async function refuse(): Promise<Answer> {
  return { status: 405, headers: {}, body: "" };
}

function statusesOf(received: string): readonly number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
}

const POST = "POST /a HTTP/1.1\r\nHost: x\r\n";

describe("serve()", () => {
  test("reads a body by its length and by its chunks, however they are cut", async () => {
    const received = await talk(echo, [
      `${POST}Content-Length: 5\r\n\r`,
      "\nhel",
      `lo${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nab`,
      "c\r\n1",
      "\r\nd\r\n0\r\n\r\n",
    ]);
    assert.match(received, /POST \/a hello/);
    assert.match(received, /POST \/a abcd/);
  });

  test("goes on behind a body that nobody has read", async () => {
    const inner = "GET /b HTTP/1.1\r\n\r\n";
    const request = `${POST}Content-Length: ${inner.length}\r\n\r\n${inner}`;
    assert.deepEqual(statusesOf(await talk(refuse, [request, request])), [405, 405]);
    const left = await talk(refuse, [request], { ...MANNERS, skipsUnread: false });
    assert.deepEqual(statusesOf(left), [405, 405]);
  });

  test("says that it continues to who asks, where it has such manners", async () => {
    const request = [`${POST}Expect: 100-continue\r\nContent-Length: 1\r\n\r\n`, "a"];
    assert.deepEqual(statusesOf(await talk(echo, request)), [100, 200]);
    const silent = await talk(echo, request, { ...MANNERS, isContinued: () => false });
    assert.deepEqual(statusesOf(silent), [200]);
  });

  test("hands on that a body broke off", async () => {
    const seen: unknown[] = [];
    await talk(
      (incoming) =>
        echo(incoming).catch((error: unknown) => {
          seen.push(error);
          return refuse();
        }),
      [`${POST}Content-Length: 5\r\n\r\nhel`],
    );
    assert.match(String(seen[0]), /ended before the body/);
  });

  test("closes behind an answer where either side says so", async () => {
    const closing: Answer = { status: 200, headers: { connection: "close" }, body: "" };
    const request = `${POST}Content-Length: 0\r\n\r\n`;
    assert.deepEqual(statusesOf(await talk(async () => closing, [request, request])), [200]);
    const last = `${POST}Connection: close\r\n\r\n`;
    assert.deepEqual(statusesOf(await talk(echo, [last, request])), [200]);
  });

  test("answers 400 to what is no request, and closes", async () => {
    assert.deepEqual(statusesOf(await talk(echo, ["nonsense\r\n\r\n"])), [400]);
  });
});
