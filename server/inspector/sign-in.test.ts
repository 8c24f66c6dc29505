import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { connectToNobody } from "../testing/outage.ts";
import {
  cookieOf,
  createTestInspector,
  FROM_OUR_PAGE,
  formTokenOf,
  ORIGIN,
  type TestInspector,
  TOKEN,
} from "./testing/inspector.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

function create(config = {}): TestInspector {
  return createTestInspector(database.pools, { config });
}

/** A page that only those see who are signed in. */
const INSIDE = "/";

async function isInside(inspector: TestInspector, cookie: string): Promise<boolean> {
  const response = await inspector.ask(INSIDE, { headers: { cookie } });
  assert.ok([200, 401].includes(response.status));
  return response.status === 200;
}

describe("the way in", () => {
  test("is a token once, and from then on a cookie that no script and no other site can use", async () => {
    const inspector = create();
    assert.equal(await isInside(inspector, ""), false);
    const response = await inspector.send("/login", { token: TOKEN, next: "/health" });
    assert.deepEqual([response.status, response.headers.get("location")], [303, "/health"]);
    const setCookie = response.headers.get("set-cookie") ?? "";
    assert.match(setCookie, /^__Host-inspector=[\w-]{43}; /);
    for (const part of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=43200"]) {
      assert.ok(setCookie.split("; ").includes(part), part);
    }
    assert.doesNotMatch(setCookie, /Domain/i);
    assert.equal(await isInside(inspector, cookieOf(response)), true);
  });

  test("sets a cookie without the prefix where that can't be Secure, whatever a proxy says", async () => {
    const inspector = create({ origin: null });
    const response = await inspector.send(
      "/login",
      { token: TOKEN },
      { "x-forwarded-proto": "https" },
    );
    assert.match(response.headers.get("set-cookie") ?? "", /^inspector=/);
    assert.doesNotMatch(response.headers.get("set-cookie") ?? "", /Secure/);
    assert.equal(await isInside(inspector, cookieOf(response)), true);
  });

  test("is the same in every instance on one database, and closed to those of another token", async () => {
    const cookie = await create().signIn();
    assert.equal(await isInside(create(), cookie), true);
    assert.equal(await isInside(create({ token: `${TOKEN}-new` }), cookie), false);
  });

  test("keeps nothing in the database by which somebody could come in", async () => {
    const cookie = await create().signIn();
    const [, id = ""] = cookie.split("=");
    const rows = await database.sql`select session_hmac from inspector_session`;
    assert.ok(rows.length > 0 && !JSON.stringify(rows).includes(id));
  });

  test("ends with the session", async () => {
    const inspector = create();
    const cookie = await inspector.signIn();
    await database.sql`update inspector_session set ends_at = now()`;
    assert.equal(await isInside(inspector, cookie), false);
    await inspector.signIn();
    const rows = await database.sql`select from inspector_session where ends_at <= now()`;
    assert.equal(rows.length, 0);
  });

  test("leads back to where somebody wanted to go, and nowhere else", async () => {
    const inspector = create();
    const page = await inspector.ask("/event?id=%22%3E%3Cb%3E");
    assert.equal(page.status, 401);
    assert.ok((await page.text()).includes('value="/event?id=%22%3E%3Cb%3E"'));
    for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "/\r\nx: y"]) {
      const response = await inspector.send("/login", { token: TOKEN, next });
      assert.equal(response.headers.get("location"), "/", next);
    }
  });
});

/** What somebody tries, and the status of what they get. None is inside afterwards. */
const ATTEMPTS: Readonly<
  Record<string, (inspector: TestInspector, cookie: string) => Promise<[Response, number]>>
> = {
  "a wrong token": async ({ send }) => [await send("/login", { token: `${TOKEN}x` }), 401],
  "no token": async ({ send }) => [await send("/login", {}), 401],
  "the token in the query": async ({ ask }) => [await ask(`/?token=${TOKEN}`), 401],
  "the token as a bearer": async ({ ask }) => [
    await ask("/", { headers: { authorization: `Bearer ${TOKEN}` } }),
    401,
  ],
  "a cookie of their own choice": async ({ ask }) => [
    await ask("/", { headers: { cookie: `__Host-inspector=${"A".repeat(43)}` } }),
    401,
  ],
  "the cookie without its prefix, as another site of the domain could set it": async (
    { ask },
    cookie,
  ) => [await ask("/", { headers: { cookie: cookie.replace("__Host-", "") } }), 401],
  "a form of another site": async ({ send }) => [
    await send("/login", { token: TOKEN }, { "sec-fetch-site": "cross-site" }),
    403,
  ],
  "a form of a sibling domain": async ({ send }) => [
    await send("/login", { token: TOKEN }, { "sec-fetch-site": "same-site" }),
    403,
  ],
  "a form of another origin, by an older browser": async ({ ask }) => {
    const headers = {
      "content-type": FROM_OUR_PAGE["content-type"],
      origin: "https://evil.example",
    };
    return [await ask("/login", { method: "POST", headers, body: `token=${TOKEN}` }), 403];
  },
  "a form that says nothing of where it is from": async ({ ask }) => {
    const headers = { "content-type": FROM_OUR_PAGE["content-type"] };
    return [await ask("/login", { method: "POST", headers, body: `token=${TOKEN}` }), 403];
  },
  "another site's form that signs out": async ({ send }, cookie) => [
    await send("/logout", {}, { cookie, "sec-fetch-site": "cross-site" }),
    403,
  ],
  "a form of ours without the session's token": async ({ send }, cookie) => [
    await send("/logout", {}, { cookie }),
    403,
  ],
  "a form with another session's token": async ({ send, ask, signIn }, cookie) => {
    const page = await ask("/", { headers: { cookie: await signIn() } });
    return [await send("/logout", { form_token: await formTokenOf(page) }, { cookie }), 403];
  },
  "a body of megabytes": async ({ send }) => [
    await send("/login", { token: "x".repeat(1_000_000) }),
    413,
  ],
  JSON: async ({ send }) => [
    await send("/login", { token: TOKEN }, { "content-type": "application/json" }),
    413,
  ],
  "a name of their own that resolves to us": async ({ ask }) => [
    await ask("/login", { headers: { host: "evil.example" } }),
    421,
  ],
  "a method of their own": async ({ ask }) => [await ask("/", { method: "DELETE" }), 401],
};

describe("what somebody tries who isn't let in", () => {
  for (const [name, tries] of Object.entries(ATTEMPTS)) {
    test(`${name} gets them nothing`, async () => {
      const inspector = create();
      const cookie = await inspector.signIn();
      const [response, status] = await tries(inspector, cookie);
      assert.equal(response.status, status);
      assert.equal(response.headers.get("set-cookie"), null);
      assert.equal(await isInside(inspector, cookie), true, "who is signed in stays so");
    });
  }

  test("brute force gets ten attempts, and no more even with the right token, until some time has passed", async () => {
    const inspector = create();
    const cookie = await inspector.signIn();
    const attempt = async (token: string) => (await inspector.send("/login", { token })).status;
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push(await attempt(`guess ${n}`));
    assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429]);
    const locked = await inspector.send("/login", { token: TOKEN });
    assert.deepEqual([locked.status, locked.headers.get("retry-after")], [429, "10"]);
    assert.equal(await isInside(inspector, cookie), true, "a session goes on");
    inspector.pass(10_000);
    assert.equal(await attempt(TOKEN), 303);
    for (let n = 0; n < 5; n += 1) assert.equal(await attempt(TOKEN), 303);
  });

  test("another site's forms are no attempts, so that they lock nobody out", async () => {
    const inspector = create();
    for (let n = 0; n < 20; n += 1) {
      await inspector.send("/login", { token: "x" }, { "sec-fetch-site": "cross-site" });
    }
    await inspector.signIn();
  });

  test("a stolen cookie is worth nothing after the sign-out", async () => {
    const inspector = create();
    const cookie = await inspector.signIn();
    const page = await inspector.ask(INSIDE, { headers: { cookie } });
    const form = { form_token: await formTokenOf(page) };
    const response = await inspector.send("/logout", form, { cookie });
    assert.deepEqual([response.status, response.headers.get("location")], [303, "/login"]);
    assert.match(response.headers.get("set-cookie") ?? "", /^__Host-inspector=; Max-Age=0;/);
    assert.equal(await isInside(inspector, cookie), false);
    assert.equal(await isInside(inspector, `${cookie}; __Host-inspector=x`), false);
  });
});

describe("every answer of the inspector", () => {
  test("is kept by nobody, framed by nobody, and tells no other site where it came from", async () => {
    const inspector = create();
    const cookie = await inspector.signIn();
    for (const [path, headers] of [
      ["/", { cookie }],
      ["/", {}],
      ["/login", {}],
      ["/nowhere", { cookie }],
      ["/inspector.js", {}],
      ["/inspector.css", {}],
      ["/metrics", {}],
      ["/", { host: "evil.example" }],
    ] as const) {
      const response = await inspector.ask(path, { headers });
      assert.equal(response.headers.get("cache-control"), "no-store", path);
      assert.equal(response.headers.get("referrer-policy"), "no-referrer", path);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(
        response.headers.get("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        path,
      );
      const text = await response.text();
      assert.doesNotMatch(text, /https?:\/\/(?!www\.w3\.org)/, "nothing of anybody else's");
      if (path !== "/inspector.js") assert.doesNotMatch(text, /<script>| on\w+=|style=/);
    }
  });

  test("leaves no query in the log, and no token", async () => {
    const inspector = createTestInspector(connectToNobody());
    const response = await inspector.ask("/buyer?reference=user_42", {
      headers: { cookie: `__Host-inspector=${"A".repeat(43)}` },
    });
    assert.equal(response.status, 503);
    await inspector.send("/login", { token: `${TOKEN}x` });
    const text = JSON.stringify(inspector.lines);
    assert.match(text, /inspector without database/);
    assert.doesNotMatch(text, new RegExp(`user_42|${TOKEN}|${ORIGIN}`));
  });
});

describe("/metrics", () => {
  const metrics = {
    scrape: async () => ({ body: "up 1\n", contentType: "text/plain; version=0.0.4" }),
  };
  const METRICS_TOKEN = "a-metrics-token-for-tests-only";

  async function statusOf(config: object, headers: Record<string, string>): Promise<number> {
    const inspector = createTestInspector(database.pools, { metrics, config });
    return (await inspector.ask("/metrics", { headers })).status;
  }

  test("wants its token where it has one, and takes no other", async () => {
    const config = { metricsToken: METRICS_TOKEN };
    assert.equal(await statusOf(config, { authorization: `Bearer ${METRICS_TOKEN}` }), 200);
    assert.equal(await statusOf(config, { authorization: `Bearer ${TOKEN}` }), 401);
    assert.equal(await statusOf(config, {}), 401);
  });

  test("is open without one to this machine alone", async () => {
    const host = "127.0.0.1:3001";
    assert.equal(await statusOf({ origin: null }, { host }), 200);
    assert.equal(await statusOf({ origin: null }, { host: "[::1]:3001" }), 200);
    assert.equal(await statusOf({ origin: null }, { host: "evil.example" }), 404);
    assert.equal(await statusOf({ origin: null, host: "0.0.0.0" }, { host }), 404);
    assert.equal(await statusOf({}, { host }), 404, "behind a proxy, who asks may be anybody");
  });

  test("is all that there is where only its token is set", async () => {
    const config = { token: null, metricsToken: METRICS_TOKEN };
    const inspector = createTestInspector(database.pools, { metrics, config });
    for (const path of ["/", "/login", "/inspector.js"]) {
      assert.equal((await inspector.ask(path)).status, 404);
    }
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const response = await inspector.ask("/metrics", { headers });
    assert.equal(await response.text(), "up 1\n");
    assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4");
  });
});
