import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  createProxyCheckoutServerClient,
  type ProxyCheckoutServerClientOptions,
  type ResolvedProxyEvent,
} from "@proxy-checkout/server-js";
import { SECRET, signTV1, wireEventSample, wireSessionSample } from "./testing.ts";

/** Handles a delivery signed this very moment, by the client's own clock. */
async function handleNow(options: Partial<ProxyCheckoutServerClientOptions>): Promise<string[]> {
  const calls: string[] = [];
  const client = createProxyCheckoutServerClient({
    apiKey: "sk_sample",
    fetch: async (url) => {
      calls.push(String(url));
      return Response.json(wireSessionSample);
    },
    ...options,
  });
  const body = JSON.stringify(wireEventSample);
  const headers = signTV1(body, { signedAt: new Date(Math.floor(Date.now() / 1000) * 1000) });
  headers.set("content-type", "application/json");
  const request = new Request("http://receiver.test/", { method: "POST", headers, body });
  await client.webhooks.handle(request, {
    secret: SECRET,
    async onResolved(resolved: ResolvedProxyEvent) {
      calls.push(resolved.kind);
    },
  });
  return calls;
}

const refused: Readonly<Record<string, readonly [code: string, options: object]>> = {
  "no API key": ["api_key_refused", { apiKey: undefined }],
  "an empty API key": ["api_key_refused", { apiKey: "" }],
  "an API key with a newline": ["api_key_refused", { apiKey: "sk_sample\n" }],
  "a base URL that is none": ["base_url_refused", { baseUrl: "proxy" }],
  "a base URL of a file": ["base_url_refused", { baseUrl: "file:///etc" }],
  "a base URL with credentials": ["base_url_refused", { baseUrl: "https://a:b@proxy.test" }],
  "a base URL with a query": ["base_url_refused", { baseUrl: "https://proxy.test/?x=1" }],
  "a timeout of 0": ["timeout_refused", { timeoutMs: 0 }],
  "a timeout that is not whole": ["timeout_refused", { timeoutMs: 1.5 }],
  "a timeout that no timer holds": ["timeout_refused", { timeoutMs: 2 ** 31 }],
};

describe("createProxyCheckoutServerClient()", () => {
  test("handles a delivery under the documented names, by our clock", async () => {
    const url = "https://api.proxycheckout.com/proxy_sessions/psess_1";
    assert.deepEqual(await handleNow({}), [url, "initial_provision"]);
  });

  for (const baseUrl of ["http://proxy.test/v1", "http://proxy.test/v1/"]) {
    test(`reads state from ${baseUrl}`, async () => {
      const [url] = await handleNow({ baseUrl });
      assert.equal(url, "http://proxy.test/v1/proxy_sessions/psess_1");
    });
  }

  for (const [which, [code, options]] of Object.entries(refused)) {
    test(`refuses ${which}`, () => {
      assert.throws(() => createProxyCheckoutServerClient({ apiKey: "sk_sample", ...options }), {
        name: "ProxyConfigurationError",
        code,
      });
    });
  }
});
