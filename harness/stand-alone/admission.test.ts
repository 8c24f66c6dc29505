import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { type SimulatorUnderTest, startSimulator } from "./testing.ts";

let simulator: SimulatorUnderTest;
let port: string;
before(async () => {
  simulator = await startSimulator(["dev.example"]);
  port = new URL(simulator.url).port;
});
after(() => simulator.close());

type Headers = Readonly<Record<string, string>>;

/** With headers of any kind: `fetch` sends a `Host` and an `Origin` of its own. */
async function call(path: string, headers: Headers, method = "GET", body = "") {
  const asked = request(`${simulator.url}${path}`, { method, headers });
  asked.end(body);
  const [response] = await once(asked, "response");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: Number(response.statusCode), text, headers: response.headers };
}

const ACTS = [
  ["GET", "/"],
  ["GET", "/simulator"],
  ["GET", "/simulator/live?since=x"],
  ["GET", "/simulator/deliveries"],
  ["GET", "/simulator/assets/simulator.js"],
  ["GET", "/simulator/none"],
  ["POST", "/simulator/purchase"],
  ["POST", "/simulator/commands"],
] as const;

describe("what acts or tells", () => {
  test("is taken by names of this machine alone, and by those that it was told", async () => {
    const names = ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "[::1]", "dev.example"];
    for (const name of [...names, ...names.map((one) => `${one}:${port}`)]) {
      for (const [method, path] of ACTS) {
        const { status } = await call(path, { host: name }, method);
        assert.notEqual(status, 403, `${name} ${path}`);
      }
    }
  });

  test("is refused by any other name, as by one that a page lets resolve to this machine", async () => {
    for (const host of [
      "attacker.example",
      `attacker.example:${port}`,
      "localhost.attacker.example",
      "127.0.0.1.attacker.example",
      "user@127.0.0.1",
      "0.0.0.0",
      "2130706433",
      "dev.example.attacker.example",
      "localhost:1:2",
    ]) {
      for (const [method, path] of ACTS) {
        const { status, text } = await call(path, { host }, method);
        assert.equal(status, 403, `${host} ${path}`);
        assert.match(JSON.parse(text).error, /--allow-host/);
      }
    }
  });

  test("is refused to pages of anybody else's", async () => {
    const own = `127.0.0.1:${port}`;
    const pages: readonly Headers[] = [
      { origin: "null" },
      { origin: "https://attacker.example" },
      { origin: "http://127.0.0.1:1" },
      { origin: `http://localhost:${port}` },
      { origin: `http://${own}.attacker.example` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: `http://${own}`, "sec-fetch-site": "cross-site" },
    ];
    for (const headers of pages) {
      for (const [method, path] of ACTS) {
        const { status } = await call(path, { host: own, ...headers }, method);
        assert.equal(status, 403, `${JSON.stringify(headers)} ${path}`);
      }
    }
    assert.deepEqual(simulator.heard, []);
  });

  test("is open to its own page, and to links that lead to it", async () => {
    const host = `127.0.0.1:${port}`;
    const own = { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" };
    const form = { ...own, "content-type": "application/x-www-form-urlencoded" };
    const bought = await call(
      "/simulator/purchase",
      form,
      "POST",
      "buyer_reference=user_1&quantity%3Anumber=2",
    );
    assert.deepEqual([bought.status, bought.headers.location], [303, "/#objects"]);
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const shown = await call("/", { host, ...link, "sec-fetch-dest": "document" });
    assert.equal(shown.status, 200);
    const framed = await call("/", { host, ...link, "sec-fetch-dest": "iframe" });
    assert.equal(framed.status, 403);
  });
});

describe("a sender's own API", () => {
  test("answers by any name, and to any page, as it does on the network", async () => {
    const { answer } = await simulator.ask("/simulator/checkout", { buyer_reference: "user_2" });
    const headers = {
      host: "proxy.internal",
      origin: "https://shop.example",
      authorization: "Bearer sk_of_a_test_of_the_simulator",
    };
    const { status } = await call(`/proxy_sessions/${answer.objects[0]}`, headers);
    assert.equal(status, 200);
    const opened = await call(`/proxy_sessions/${answer.objects[0]}/payer_opened`, headers, "POST");
    assert.equal(opened.status, 200);
  });
});

describe("the page", () => {
  test("lets a browser load, send and frame nothing of others, and holds no secret", async () => {
    const { headers, text } = await call("/", {});
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /^default-src 'none'; style-src 'self'; script-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!policy.includes("unsafe"));
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["referrer-policy"], "same-origin");
    assert.equal(headers["access-control-allow-origin"], undefined);
    assert.ok(!text.includes("whsec_") && !text.includes("sk_of") && !text.includes("operator_of"));
    assert.doesNotMatch(text, / style="| on[a-z]+="|<script>/);
  });

  test("says what was wrong with a form, in its place", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const { status, text } = await call("/simulator/purchase", form, "POST", "quantity%3Anumber=x");
    assert.equal(status, 400);
    assert.match(text, /buyer_reference: missing, expected string; quantity: expected number/);
  });
});

describe("a body", () => {
  test("of JSON is taken as it is, also where curl calls it a form", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = '{"buyer_reference":"user_of_curl"}';
    const { status, text } = await call("/simulator/purchase", headers, "POST", body);
    assert.equal(status, 200);
    assert.equal(JSON.parse(text).events.length, 2);
  });

  test("that is too large is refused, and told so", async () => {
    const { status, text } = await call("/simulator/commands", {}, "POST", "x".repeat(300_000));
    assert.equal(status, 413);
    assert.match(text, /at most 262144 bytes/);
  });

  test("no path ends the simulator", async () => {
    for (const path of ["//", "//simulator", "/%", "/simulator/objects/%E0%A4%A", "/simulator/"]) {
      const { status } = await call(path, {});
      assert.ok([404, 200].includes(status), path);
    }
  });
});
