import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import {
  release,
  sendAndHangUp,
  sendOverWire,
  type WireOutcome,
  type WireRequest,
} from "./wire.ts";

/** Long enough for a busy machine; no test that should hold waits for it. */
const PATIENT = { answerWithinMs: 10_000 };
/** Short, for what never answers. */
const IMPATIENT = { answerWithinMs: 100 };

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const TOO_LARGE = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";

// For localhost until 2120, and trusted by nothing but this file.
const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGlQDksGaRY3jJXuD
MdjJyL3vzX9hcMEEFQUAeRkvCFChRANCAATQD8umZZMcJ/bECUJDJPsZ1XC5WlHi
lZIpmVq0w0MuwK1ct7EvSsW0NeX5awwclvz2R/sU2+LnRXzvk1BRpean
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBZjCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNAPy6Zlkxwn9sQJ
QkMk+xnVcLlaUeKVkimZWrTDQy7ArVy3sS9KxbQ15flrDByW/PZH+xTb4udFfO+T
UFGl5qejTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0
hwR/AAABMB0GA1UdDgQWBBQBKwrHmqc8yq3/VZ4/+bsObAfZVTAKBggqhkjOPQQD
AgNHADBEAiBhEDk6qX1xX8yf5oZLkKz3KTkXNiHq7BQ7T8AlQ9TaRAIgQjyb4STo
+aC25DzYQbJ9Mo0nG4HBy4KQrayIvIQwmkM=
-----END CERTIFICATE-----`;

/** Runs a server on a free port of this machine for as long as `use` takes. */
async function serving(server: Server, use: (origin: URL) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // resets are what these tests are about
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Proved: a server that listens on a port has an address, and it is not a pipe's name.
  const { port } = server.address() as AddressInfo;
  try {
    await use(new URL(`http://127.0.0.1:${port}/hook`));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** A server that does as told with each connection. */
function bare(onConnection: (socket: Socket) => void): Server {
  return createServer({ allowHalfOpen: true }, onConnection);
}

/** A server that answers well-formed requests, and reports what it read. */
function http(onRequest: RequestListener): Server {
  return createHttpServer(onRequest);
}

function post(url: URL, change: Partial<WireRequest> = {}): WireRequest {
  return { method: "POST", url, headers: [], body: Buffer.from("hello"), ...change };
}

/** The text of an answered outcome's body. */
function textOf(outcome: WireOutcome): string {
  assert.equal(outcome.kind, "answered");
  return Buffer.from(outcome.answer.body).toString();
}

/** Answers with the request's raw headers and body. */
const echo: RequestListener = (request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString("latin1");
    response.end(JSON.stringify({ headers: request.rawHeaders, body }));
  });
};

describe("sendOverWire()", () => {
  for (const framing of ["length", "chunked"] as const) {
    test(`has a long body read by a real server, framed by ${framing}`, () =>
      serving(http(echo), async (url) => {
        const body = Buffer.alloc(300_000, "0123456789");
        const outcome = await sendOverWire(post(url, { body, framing }), PATIENT);
        assert.equal(JSON.parse(textOf(outcome)).body, body.toString());
      }));
  }

  test("sends a repeated header twice", () =>
    serving(http(echo), async (url) => {
      const headers = [
        ["X-Twice", "a"],
        ["X-Twice", "b"],
      ] as const;
      const { headers: seen } = JSON.parse(
        textOf(await sendOverWire(post(url, { headers }), PATIENT)),
      );
      assert.equal(seen.filter((name: string) => name.toLowerCase() === "x-twice").length, 2);
    }));

  test("times out when the body that was announced never completes", () =>
    serving(http(echo), async (url) => {
      const request = post(url, { framing: { declaredLength: 6 } });
      assert.deepEqual(await sendOverWire(request, IMPATIENT), { kind: "timed_out" });
    }));

  test("sends a body piece by piece, and a real server reads it whole", () =>
    serving(http(echo), async (url) => {
      for (const framing of ["length", "chunked"] as const) {
        const outcome = await sendOverWire(post(url, { framing, cuts: [1, 4] }), PATIENT);
        assert.equal(JSON.parse(textOf(outcome)).body, "hello");
      }
    }));

  test("sends a body that waits once it is told to continue, and not before", () => {
    const server = bare((socket) => {
      let received = "";
      socket.on("data", (bytes) => {
        const isFirst = received === "";
        received += bytes.toString("latin1");
        if (isFirst) socket.write("HTTP/1.1 100 Continue\r\n\r\n");
        else socket.end(OK);
        if (isFirst) assert.ok(received.endsWith("\r\n\r\n"));
      });
    });
    return serving(server, async (url) => {
      assert.equal(textOf(await sendOverWire(post(url, { bodyWaitsMs: 5_000 }), PATIENT)), "ok");
    });
  });

  test("waits for the answer as long as for any, once it has been told to continue", () => {
    const server = bare((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 100 Continue\r\n\r\n");
        socket.once("data", () => setTimeout(() => socket.end(OK), 300));
      });
    });
    return serving(server, async (url) => {
      assert.equal(textOf(await sendOverWire(post(url, { bodyWaitsMs: 200 }), PATIENT)), "ok");
    });
  });

  test("gives up a body that waits where nothing comes back", () =>
    serving(
      bare(() => undefined),
      async (url) => {
        const outcome = await sendOverWire(post(url, { bodyWaitsMs: 50 }), PATIENT);
        assert.equal(outcome.kind, "timed_out");
      },
    ));

  test("still reads the answer after closing its own side", () =>
    serving(
      bare((socket) => {
        socket.resume();
        socket.on("end", () => socket.end(OK)); // answers only to an end of file
      }),
      async (url) => {
        const outcome = await sendOverWire(post(url, { ending: "half_closed" }), PATIENT);
        assert.equal(textOf(outcome), "ok");
      },
    ));

  test("yields an answer that came before the body was sent, and sends no more of it", () =>
    serving(
      bare((socket) => {
        socket.once("data", () => {
          socket.pause();
          socket.write(TOO_LARGE);
        });
      }),
      async (url) => {
        const body = Buffer.alloc(30_000_000); // more than buffers hold
        const outcome = await sendOverWire(post(url, { body }), PATIENT);
        assert.equal(outcome.kind === "answered" && outcome.answer.status, 413);
      },
    ));

  test("yields an answer that has a reset behind it", () =>
    serving(
      bare((socket) => {
        socket.once("data", () => socket.write(TOO_LARGE, () => void socket.resetAndDestroy()));
      }),
      async (url) => {
        const outcome = await sendOverWire(post(url), PATIENT);
        assert.equal(outcome.kind === "answered" && outcome.answer.status, 413);
      },
    ));

  for (const [name, bytes] of [
    ["nothing", ""],
    ["half a status line", "HTTP/1.1 2"],
    ["half a body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok"],
  ] as const) {
    test(`is cut when the connection ends after ${name}`, () =>
      serving(
        bare((socket) => socket.once("data", () => socket.end(bytes))),
        async (url) => {
          assert.deepEqual(await sendOverWire(post(url), PATIENT), { kind: "cut" });
        },
      ));
  }

  test("calls an answer malformed without waiting for more of it", () =>
    serving(
      bare((socket) => socket.write("SSH-2.0-x\r\n")),
      async (url) => {
        assert.equal((await sendOverWire(post(url), PATIENT)).kind, "malformed");
      },
    ));

  test("is unreachable, with the cause, where nobody listens", async () => {
    let deserted = new URL("http://127.0.0.1");
    await serving(
      bare(() => {}),
      async (url) => {
        deserted = url;
      },
    );
    const outcome = await sendOverWire(post(deserted), PATIENT);
    assert.equal(outcome.kind, "unreachable");
    assert.ok(outcome.cause instanceof Error);
  });

  test("throws the caller's reason when aborted, before or while it waits", () =>
    serving(
      bare(() => {}),
      async (url) => {
        const reason = new Error("interrupted");
        const options = { ...PATIENT, signal: AbortSignal.abort(reason) };
        await assert.rejects(sendOverWire(post(url), options), reason);

        const controller = new AbortController();
        const waiting = sendOverWire(post(url), { ...PATIENT, signal: controller.signal });
        controller.abort(reason);
        await assert.rejects(waiting, reason);
      },
    ));

  test("speaks TLS to a certificate that it was told to trust, and to no other", () =>
    serving(
      createTlsServer({ key: PRIVATE_KEY, cert: CERTIFICATE }, (socket) => {
        socket.once("data", () => socket.end(OK));
      }),
      async (url) => {
        const request = post(new URL(`https://127.0.0.1:${url.port}/hook`));
        const trusting = { ...PATIENT, trustedCertificate: CERTIFICATE };
        assert.equal(textOf(await sendOverWire(request, trusting)), "ok");
        assert.equal((await sendOverWire(request, PATIENT)).kind, "unreachable");
      },
    ));
});

describe("release()", () => {
  test("completes no request before all of them are there, and counts them as overlapped", () => {
    const requests = 50;
    const waiting: (() => void)[] = [];
    const answerAll = () => {
      for (const answer of waiting) answer();
    };
    const meet: RequestListener = (request, response) => {
      request.resume();
      request.on("end", () => {
        waiting.push(() => response.end("ok"));
        // A moment later: an answer that is as fast as the last release would not overlap it.
        if (waiting.length === requests) setTimeout(answerAll, 1000);
      });
    };
    return serving(http(meet), async (url) => {
      const all = Array.from({ length: requests }, () => post(url));
      const { outcomes, overlapped, releasedInMs } = await release(all, PATIENT);
      assert.deepEqual(new Set(outcomes.map(textOf)), new Set(["ok"]));
      assert.ok(releasedInMs >= 0);
      assert.equal(overlapped, requests);
    });
  });

  test("holds back every last byte until all other bytes are sent", async () => {
    let slow: Socket | undefined;
    const ahead: string[] = [];
    const prompt = bare((socket) =>
      socket.once("data", (bytes: Buffer) => {
        ahead.push(bytes.toString());
        slow?.resume();
        socket.once("data", () => socket.end(OK));
      }),
    );
    // More than buffers hold, and nobody reads it before the prompt server has its own bytes.
    const body = Buffer.alloc(30_000_000);
    const late = createServer({ pauseOnConnect: true }, (socket) => {
      slow = socket;
      if (ahead.length > 0) socket.resume();
      socket.once("data", () => socket.write(OK));
    });

    await serving(prompt, (promptUrl) =>
      serving(late, async (lateUrl) => {
        await release([post(promptUrl), post(lateUrl, { body })], PATIENT);
        assert.match(ahead.join(), /\r\n\r\nhell$/);
      }),
    );
  });

  test("counts nothing as overlapped that was answered ahead of its last byte", () =>
    serving(
      bare((socket) => socket.once("data", () => socket.end(OK))),
      async (url) => {
        const early = post(url, { body: Buffer.alloc(5_000_000) });
        const { outcomes, overlapped } = await release([early], PATIENT);
        assert.equal(outcomes[0]?.kind, "answered");
        assert.equal(overlapped, 0);
      },
    ));

  test("reports the one that can't connect in its place, and lets the others meet", async () => {
    let deserted = new URL("http://127.0.0.1");
    await serving(
      bare(() => {}),
      async (url) => {
        deserted = url;
      },
    );
    await serving(http(echo), async (url) => {
      const { outcomes } = await release([post(url), post(deserted), post(url)], PATIENT);
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ["answered", "unreachable", "answered"],
      );
    });
  });
});

describe("sendAndHangUp()", () => {
  /** Hangs up on a server, and tells what it had read when it saw the end. */
  async function readByServer(change: Partial<WireRequest>, after: "sent" | "half_sent") {
    const { promise: read, resolve } = Promise.withResolvers<string>();
    const server = bare((socket) => {
      let text = "";
      socket.on("data", (bytes: Buffer) => {
        text += bytes.toString();
      });
      socket.on("end", () => resolve(text));
    });
    let seen = "";
    await serving(server, async (url) => {
      await sendAndHangUp(post(url, change), { after });
      seen = await read;
    });
    return seen;
  }

  test("leaves the target with the whole request", async () => {
    assert.match(await readByServer({}, "sent"), /\r\n\r\nhello$/);
    const body = Buffer.alloc(1_000_000, "a");
    assert.match(await readByServer({ body }, "sent"), /\r\n\r\na{1000000}$/);
  });

  test("leaves the target with half a body, or without the end of the headers", async () => {
    assert.match(await readByServer({}, "half_sent"), /\r\n\r\nhe$/);
    assert.match(await readByServer({ body: Buffer.alloc(0) }, "half_sent"), /\r\n\r$/);
  });

  test("throws when there is nobody to hang up on", async () => {
    let deserted = new URL("http://127.0.0.1");
    await serving(
      bare(() => {}),
      async (url) => {
        deserted = url;
      },
    );
    await assert.rejects(sendAndHangUp(post(deserted), { after: "sent" }), Error);
  });
});
