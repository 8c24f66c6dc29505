import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { type ReceiverProcess, startReceiver } from "../testing/process.ts";
import { TOKEN } from "./testing/inspector.ts";

const PROBE_TOKEN = "a-probe-token-for-tests-only";

/** Sends bytes as they are. @returns What came back, up to the end of the connection. */
async function sendRaw(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  let answer = "";
  socket.setEncoding("utf8").on("data", (text) => {
    answer += text;
  });
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  await once(socket, "close");
  return answer;
}

describe("the inspector's address", { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let receiver: ReceiverProcess;
  let port: number;
  before(async () => {
    database = await createTestDatabase(1);
    receiver = await startReceiver({
      DATABASE_URL: database.url,
      PROBE_TOKEN,
      PROXY_SECRET_KEY: "sk_test_1",
      PROXY_WEBHOOK_SIGNING_SECRET: "a-signing-secret-for-tests-only",
      INSPECTOR_TOKEN: TOKEN,
      INSPECTOR_PORT: "0",
    });
    port = Number((await receiver.line("inspector listening"))["port"]);
  });
  after(async () => {
    await receiver?.kill();
    await database?.drop();
  });

  async function statusOf(on: number, path: string, init: RequestInit = {}): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${on}${path}`, { ...init, redirect: "manual" });
    await response.text();
    return response.status;
  }

  test("carries no webhook, no probe and no health check", async () => {
    const headers = { authorization: `Bearer ${PROBE_TOKEN}` };
    assert.equal(await statusOf(port, "/api/proxy/webhook", { method: "POST" }), 403);
    assert.equal(await statusOf(port, "/api/entitlements?buyer_reference=a", { headers }), 401);
    assert.equal(await statusOf(port, "/readyz"), 401);
  });

  test("is the only one that has the pages and the metrics", async () => {
    assert.equal(await statusOf(port, "/login"), 200);
    for (const path of ["/", "/login", "/metrics", "/inspector.js"]) {
      assert.equal(await statusOf(receiver.port, path), 404);
    }
  });

  test("lets nobody in by headers and targets that a proxy might believe", async () => {
    const ends = "Connection: close";
    for (const lines of [
      ["GET / HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https", ends],
      ["GET /login HTTP/1.1", "Host: localhost", "X-Original-URL: /", "X-Rewrite-URL: /", ends],
      ["GET http://localhost/ HTTP/1.1", "Host: localhost", ends],
      [
        "GET / HTTP/1.1",
        "Host: localhost",
        "X-Forwarded-For: 127.0.0.1",
        "Forwarded: for=::1",
        ends,
      ],
      ["GET / HTTP/1.1", "Host: localhost", `Cookie: inspector=${"A".repeat(43)}`, ends],
      [
        "POST / HTTP/1.1",
        "Host: localhost",
        "X-HTTP-Method-Override: GET",
        "Content-Length: 0",
        ends,
      ],
    ]) {
      const answer = await sendRaw(port, lines);
      assert.match(answer, /^HTTP\/1.1 (200|401|403) /);
      assert.doesNotMatch(answer, /Sign out|set-cookie/i);
    }
  });

  test("answers to no name but its own", async () => {
    for (const lines of [
      ["GET /login HTTP/1.1", "Host: evil.example", "X-Forwarded-Host: localhost"],
      ["GET http://localhost/login HTTP/1.1", "Host: evil.example"],
      ["GET /login HTTP/1.1", "Host: localhost.evil.example"],
      ["GET /login HTTP/1.1", "Host: localhost", "Host: evil.example"],
    ]) {
      const answer = await sendRaw(port, [...lines, "Connection: close"]);
      assert.match(answer, /^HTTP\/1.1 (400|421) /, lines.join());
    }
  });

  test("lets somebody in over the wire, and ends with the receiver", async () => {
    const headers = { "sec-fetch-site": "same-origin" };
    const body = new URLSearchParams({ token: TOKEN });
    const login = { method: "POST", headers, body, redirect: "manual" } as const;
    const response = await fetch(`http://127.0.0.1:${port}/login`, login);
    assert.equal(response.status, 303);
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    assert.equal(await statusOf(port, "/", { headers: { cookie } }), 200);
    receiver.signal("SIGTERM");
    assert.equal(await receiver.exited, 0);
    assert.equal(receiver.complaints(), "");
  });
});
