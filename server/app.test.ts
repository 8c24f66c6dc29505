import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { createTestReceiver, type TestReceiver } from "./testing/receiver.ts";

let database: TestDatabase;
let receiver: TestReceiver;
before(async () => {
  database = await createTestDatabase();
  receiver = await createTestReceiver(database.pools);
});
after(() => database.drop());

describe("GET /api/entitlements", () => {
  test("tells nothing without the token", async () => {
    for (const token of ["", "wrong", "a-probe-token-for-tests-only "]) {
      const response = await receiver.probe("?buyer_reference=user_1", `${token}x`);
      assert.equal(response.status, 401);
      assert.equal(response.headers.get("www-authenticate"), "Bearer");
      assert.deepEqual(await response.json(), { error: "unauthorized" });
    }
  });

  test("wants a buyer that can exist", async () => {
    for (const query of ["", "?buyer_reference=", "?buyer_reference=a%00b"]) {
      assert.equal((await receiver.probe(query)).status, 400);
    }
  });

  test("answers an empty list for a buyer that it doesn't know, and repeats the name exactly", async () => {
    const buyer = `a buyer/${randomUUID()}?&+ü`;
    const response = await receiver.probe(`?buyer_reference=${encodeURIComponent(buyer)}`);
    assert.deepEqual(await response.json(), { buyer_reference: buyer, entitlements: [] });
  });
});

describe("the other routes", () => {
  for (const { path, status } of [
    { path: "/healthz", status: 200 },
    { path: "/readyz", status: 200 },
    { path: "/", status: 404 },
    { path: "/api/proxy/webhook/", status: 404 },
  ]) {
    test(`answer ${path} with ${status}`, async () => {
      const response = await receiver.fetch(new Request(`http://localhost${path}`));
      assert.equal(response.status, status);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
    });
  }

  for (const { path, allow } of [
    { path: "/api/proxy/webhook", allow: "POST" },
    { path: "/api/entitlements", allow: "GET, HEAD" },
    { path: "/healthz", allow: "GET, HEAD" },
    { path: "/readyz", allow: "GET, HEAD" },
  ]) {
    test(`answer ${path} with 405 and Allow: ${allow} where the method is another`, async () => {
      for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        if (allow.split(", ").includes(method)) continue;
        const response = await receiver.fetch(new Request(`http://localhost${path}`, { method }));
        assert.equal(response.status, 405, method);
        assert.equal(response.headers.get("allow"), allow);
        assert.ok(response.headers.get("x-request-id"));
        const body = method === "HEAD" ? "" : '{"error":"method_not_allowed"}';
        assert.equal(await response.text(), body);
      }
    });
  }

  test("answer any method with 404 on a path that is none", async () => {
    for (const path of ["/", "/api/proxy/webhook/", "/api/proxy/webhook/x"]) {
      for (const method of ["GET", "POST", "PUT"]) {
        const response = await receiver.fetch(new Request(`http://localhost${path}`, { method }));
        assert.equal(response.status, 404, `${method} ${path}`);
      }
    }
  });
});
