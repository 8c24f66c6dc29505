import assert from "node:assert/strict";
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { describe, test } from "node:test";
import { wireSession } from "./objects.ts";
import { type ProxyStateErrorCode, readSession, readSubscription } from "./read-state.ts";
import { wireSessionSample, wireSubscriptionSample } from "./testing.ts";

const API_KEY = "sk_sample";

/** Short, because some tests wait for it; where nothing hangs nobody does. */
const TIMEOUT_MS = 300;

/** Gives `use` an API on a real socket, and takes it down again, hanging connections included. */
async function withApi<T>(
  listener: RequestListener,
  use: (api: Parameters<typeof readSession>[0]) => Promise<T>,
): Promise<T> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const baseUrl = `http://127.0.0.1:${address.port}/v1`;
  try {
    return await use({ apiKey: API_KEY, baseUrl, timeoutMs: TIMEOUT_MS, fetch });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function answerWith(body: string): RequestListener {
  return (_request, response) => response.end(body);
}

const session = JSON.stringify(wireSessionSample);

type Failure = { readonly code: ProxyStateErrorCode; readonly listener: RequestListener };

const failures: Readonly<Record<string, Failure>> = {
  "a 404": { code: "api_not_found", listener: answerStatus(404) },
  "a 401": { code: "api_unauthorized", listener: answerStatus(401) },
  "a 403": { code: "api_unauthorized", listener: answerStatus(403) },
  "a 429": { code: "api_status", listener: answerStatus(429) },
  "a 500": { code: "api_status", listener: answerStatus(500) },
  "a cut connection": {
    code: "api_unreachable",
    listener: (request) => request.socket.destroy(),
  },
  "a connection cut inside the body": {
    code: "api_unreachable",
    listener: (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write(session.slice(0, 10), () => response.destroy());
    },
  },
  "an API that never answers": { code: "api_timeout", listener: () => {} },
  "an answer that never ends": {
    code: "api_timeout",
    listener: (_request, response) => {
      response.write(session.slice(0, 10));
    },
  },
  "an answer that is not JSON": { code: "api_malformed", listener: answerWith("<html>") },
  "an answer that is not UTF-8": {
    code: "api_malformed",
    listener: (_request, response) => {
      const named = JSON.stringify({ ...wireSessionSample, buyer_reference: "\u00e9" });
      response.end(Buffer.from(named, "latin1"));
    },
  },
  "an empty answer": { code: "api_malformed", listener: answerWith("") },
  "a repeated key": {
    code: "api_malformed",
    listener: answerWith(`{"status":"provisionable",${session.slice(1)}`),
  },
  "130,000 levels": { code: "api_malformed", listener: answerWith("[".repeat(130_000)) },
  "a malformed object": {
    code: "api_malformed",
    listener: answerWith(JSON.stringify({ ...wireSessionSample, updated_at: "infinity" })),
  },
  "another session": {
    code: "api_object_mismatch",
    listener: answerWith(JSON.stringify({ ...wireSessionSample, id: "psess_2" })),
  },
  "a declared length over the bound": {
    code: "api_answer_too_large",
    listener: answerWith(" ".repeat(1024 * 1024 + 1)),
  },
  "a streamed length over the bound": {
    code: "api_answer_too_large",
    listener: (_request, response) => writeForEver(response),
  },
};

describe("readSession()", () => {
  test("asks for the session with the API key, and gives it renamed", async () => {
    const requests: Pick<IncomingMessage, "method" | "url" | "headers">[] = [];
    const read = await withApi(
      (request, response) => {
        requests.push(request);
        response.end(session);
      },
      (api) => readSession(api, "psess_1"),
    );
    assert.deepEqual(read, wireSession.parse(wireSessionSample));
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.method, "GET");
    assert.equal(requests[0]?.url, "/v1/proxy_sessions/psess_1");
    assert.equal(requests[0]?.headers.authorization, `Bearer ${API_KEY}`);
  });

  test("keeps an id inside its path segment", async () => {
    const id = "psess_/../../keys?x=1#é";
    const urls: (string | undefined)[] = [];
    await withApi(
      (request, response) => {
        urls.push(request.url);
        response.end(JSON.stringify({ ...wireSessionSample, id }));
      },
      (api) => readSession(api, id),
    );
    assert.deepEqual(urls, [`/v1/proxy_sessions/${encodeURIComponent(id)}`]);
  });

  test("takes the key to no other place that a redirect names", async () => {
    const urls: (string | undefined)[] = [];
    const reading = withApi(
      (request, response) => {
        urls.push(request.url);
        response.writeHead(302, { location: "/elsewhere" }).end();
      },
      (api) => readSession(api, "psess_1"),
    );
    await assert.rejects(reading, { name: "ProxyStateError", code: "api_status" });
    assert.deepEqual(urls, ["/v1/proxy_sessions/psess_1"]);
  });

  for (const [which, { code, listener }] of Object.entries(failures)) {
    test(`fails on ${which} with ${code}, having asked once`, async () => {
      let requests = 0;
      const counting: RequestListener = (request, response) => {
        requests += 1;
        listener(request, response);
      };
      const reading = withApi(counting, (api) => readSession(api, "psess_1"));
      await assert.rejects(reading, { name: "ProxyStateError", code });
      assert.equal(requests, 1);
    });
  }

  test("accepts an answer of exactly 1 MiB", async () => {
    const answer = session.padEnd(1024 * 1024);
    const read = await withApi(answerWith(answer), (api) => readSession(api, "psess_1"));
    assert.equal(read.id, "psess_1");
  });

  test("fails where nobody listens", async () => {
    const gone = await withApi(answerWith(""), async (api) => api);
    await assert.rejects(readSession(gone, "psess_1"), { code: "api_unreachable" });
  });
});

describe("readSubscription()", () => {
  test("asks for the subscription", async () => {
    const urls: (string | undefined)[] = [];
    const read = await withApi(
      (request, response) => {
        urls.push(request.url);
        response.end(JSON.stringify(wireSubscriptionSample));
      },
      (api) => readSubscription(api, "psub_1"),
    );
    assert.equal(read.originalProxySessionId, "psess_1");
    assert.deepEqual(urls, ["/v1/subscriptions/psub_1"]);
  });
});

function answerStatus(status: number): RequestListener {
  return (_request, response) => response.writeHead(status).end(session);
}

/** Fills the socket as fast as it drains, until the reader hangs up. */
function writeForEver(response: ServerResponse): void {
  const chunk = " ".repeat(64 * 1024);
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", write);
  write();
}
