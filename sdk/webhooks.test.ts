import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BODY_BYTES_MAX } from "./body.ts";
import type { Bytes } from "./bytes.ts";
import type { ProxyConfigurationErrorCode } from "./configuration-error.ts";
import type { ResolvedProxyEvent } from "./resolve.ts";
import {
  SECRET,
  SIGNED_AT,
  signStandardWebhooks,
  signTV1,
  wireEventSample,
  wireSessionSample,
  wireSubscriptionSample,
} from "./testing.ts";
import { createWebhooks, type HandleOptions, type ReadDelivery } from "./webhooks.ts";

const STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET = "whsec_another_2Jd8sW5yC1hG6pR0";

const body = JSON.stringify(wireEventSample);

/** What a delivery came to: the answer, what the API was asked, and what `onResolved` was told. */
type Trace = {
  readonly response: Response;
  readonly urls: readonly string[];
  readonly resolved: readonly ResolvedProxyEvent[];
};

/** Hands a delivery to `handle`, with the clock at {@link SIGNED_AT} and an API that answers. */
async function handle(
  delivery: Request | ReadDelivery,
  options: Partial<HandleOptions> = {},
  answer: () => Response = () => Response.json(wireSessionSample),
): Promise<Trace> {
  const urls: string[] = [];
  const resolved: ResolvedProxyEvent[] = [];
  const fetch: typeof globalThis.fetch = async (url) => {
    urls.push(String(url));
    return answer();
  };
  const api = { apiKey: "sk_sample", baseUrl: "http://proxy.test", timeoutMs: 5000, fetch };
  const webhooks = createWebhooks(api, { now: () => SIGNED_AT });
  const onResolved = (event: ResolvedProxyEvent) => void resolved.push(event);
  const response = await webhooks.handle(delivery, { secret: SECRET, onResolved, ...options });
  return { response, urls, resolved };
}

type Content = string | Bytes | ReadableStream;
type Fields = Headers | Record<string, string>;

/** A delivery of `content`, signed unless `headers` say otherwise. */
function deliver(content: Content, headers: Fields = {}, method = "POST"): Request {
  const all = typeof content === "string" ? signTV1(content) : new Headers();
  all.set("content-type", "application/json");
  for (const [name, value] of new Headers(headers)) all.set(name, value);
  const init = { method, headers: all, ...(method === "GET" ? {} : { body: content }) };
  return new Request("http://receiver.test/api/proxy/webhook", { ...init, duplex: "half" });
}

/** Asserts the whole answer, and that a refused delivery reached neither the API nor the app. */
async function assertRefused(trace: Trace, status: number, answer: object): Promise<void> {
  assert.equal(trace.response.status, status);
  assert.deepEqual(await trace.response.json(), answer);
  assert.deepEqual(trace.urls, []);
  assert.deepEqual(trace.resolved, []);
}

describe("handle()", () => {
  test("takes a delivery whose bytes were read before, and none that was not signed", async () => {
    const rawBody = new TextEncoder().encode(body);
    const { response, resolved } = await handle({ headers: signTV1(body), rawBody });
    assert.equal(response.status, 200);
    assert.equal(resolved.length, 1);
    const forged = await handle({ headers: signTV1(`${body} `), rawBody });
    await assertRefused(forged, 401, { error: "signature_refused" });
  });

  test("resolves a delivery to the state that Proxy has now, and says so with 200", async () => {
    const { response, urls, resolved } = await handle(deliver(body));
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { received: true });
    assert.deepEqual(urls, ["http://proxy.test/proxy_sessions/psess_1"]);
    assert.equal(resolved.length, 1);
    const [first] = resolved;
    assert.ok(first?.kind === "initial_provision");
    assert.equal(first.event.id, "evt_1");
    assert.equal(first.session.buyerReference, "user_42");
  });

  test("believes the API, and not the body, about what the state is", async () => {
    const paid = () => Response.json({ ...wireSessionSample, status: "paid" });
    const { resolved } = await handle(deliver(body), {}, paid);
    assert.deepEqual(
      resolved.map(({ kind }) => kind),
      ["payment_attempt"],
    );
  });

  test("reads a subscription for an event about one", async () => {
    const event = { type: "subscription.renewed", data: { object: wireSubscriptionSample } };
    const delivery = deliver(JSON.stringify({ ...wireEventSample, ...event }));
    const cancelled = { ...wireSubscriptionSample, status: "cancelled" };
    const { resolved, urls } = await handle(delivery, {}, () => Response.json(cancelled));
    assert.deepEqual(
      resolved.map(({ kind }) => kind),
      ["subscription_cancelled"],
    );
    assert.deepEqual(urls, ["http://proxy.test/subscriptions/psub_1"]);
  });

  test("tells of an unknown type as ignored, without a read", async () => {
    const delivery = deliver(JSON.stringify({ ...wireEventSample, type: "invoice.viewed" }));
    const { response, resolved, urls } = await handle(delivery);
    assert.equal(response.status, 200);
    assert.deepEqual(urls, []);
    const [first] = resolved;
    assert.ok(first?.kind === "ignored");
    assert.equal(first.reason, "unknown_type");
    assert.equal(first.event.type, "invoice.viewed");
  });

  test("tells of an unknown status as ignored", async () => {
    const refunded = () => Response.json({ ...wireSessionSample, status: "refunded" });
    const { response, resolved } = await handle(deliver(body), {}, refunded);
    assert.equal(response.status, 200);
    assert.deepEqual(
      resolved.map((event) => event.kind === "ignored" && event.reason),
      ["unknown_status"],
    );
  });

  test("accepts each secret of a rotation", async () => {
    for (const secret of [SECRET, OTHER_SECRET]) {
      const delivery = deliver(body, signTV1(body, { secret }));
      const { response } = await handle(delivery, { secret: [SECRET, OTHER_SECRET] });
      assert.equal(response.status, 200);
    }
  });

  test("waits for onResolved before it answers", async () => {
    const steps: string[] = [];
    const onResolved = async () => {
      await Promise.resolve();
      steps.push("applied");
    };
    await handle(deliver(body), { onResolved });
    steps.push("answered");
    assert.deepEqual(steps, ["applied", "answered"]);
  });
});

describe("handle(), by Standard Webhooks", () => {
  const options = { scheme: "standard-webhooks", secret: STANDARD_SECRET } as const;

  test("accepts a delivery whose signed id is the event's", async () => {
    const delivery = deliver(body, signStandardWebhooks(body, STANDARD_SECRET, "evt_1"));
    assert.equal((await handle(delivery, options)).response.status, 200);
  });

  test("refuses a delivery whose signed id is another event's", async () => {
    const delivery = deliver(body, signStandardWebhooks(body, STANDARD_SECRET, "evt_2"));
    await assertRefused(await handle(delivery, options), 400, { error: "event_id_mismatch" });
  });

  test("refuses the other scheme", async () => {
    const delivery = deliver(body, signTV1(body, { secret: STANDARD_SECRET }));
    await assertRefused(await handle(delivery, options), 401, { error: "signature_refused" });
  });
});

const stale = new Date(SIGNED_AT.getTime() - 301_000);

const badSignatures: Readonly<Record<string, Fields>> = {
  "no signature": { "proxy-signature": "" },
  "a malformed signature": { "proxy-signature": "t=now,v1=00" },
  "another secret's signature": signTV1(body, { secret: OTHER_SECRET }),
  "a stale timestamp": signTV1(body, { signedAt: stale }),
  "a stale timestamp and another secret": signTV1(body, { secret: OTHER_SECRET, signedAt: stale }),
};

const json = { "content-type": "application/json" };

describe("handle(), refusing", () => {
  for (const [which, headers] of Object.entries(badSignatures)) {
    test(`answers ${which} with 401, and not which check failed`, async () => {
      const trace = await handle(deliver(body, headers));
      await assertRefused(trace, 401, { error: "signature_refused" });
    });
  }

  test("answers what is rightly signed, but no event, with 400", async () => {
    for (const content of ["", "null", `\ufeff${body}`]) {
      await assertRefused(await handle(deliver(content)), 400, { error: "event_malformed" });
    }
    const bytes = new Uint8Array([0x7b, 0x80, 0x7d]);
    const delivery = deliver(bytes, signTV1(bytes));
    await assertRefused(await handle(delivery), 400, { error: "event_malformed" });
  });

  for (const method of ["GET", "PUT", "DELETE"]) {
    test(`answers ${method} with 405, and names POST`, async () => {
      const trace = await handle(deliver(body, {}, method));
      assert.equal(trace.response.headers.get("allow"), "POST");
      await assertRefused(trace, 405, { error: "method_not_allowed" });
    });
  }

  for (const type of [
    "text/plain",
    "application/jsonp",
    "application/json+x",
    ";application/json",
  ]) {
    test(`answers the content type ${type} with 415`, async () => {
      const trace = await handle(deliver(body, { "content-type": type }));
      await assertRefused(trace, 415, { error: "content_type_unsupported" });
    });
  }

  for (const type of ["application/json; charset=utf-8", "Application/JSON ;x=1"]) {
    test(`accepts the content type ${type}`, async () => {
      const trace = await handle(deliver(body, { "content-type": type }));
      assert.equal(trace.response.status, 200);
    });
  }

  test("answers a compressed body with 415, and accepts identity", async () => {
    const gzipped = await handle(deliver(body, { "content-encoding": "gzip" }));
    await assertRefused(gzipped, 415, { error: "content_encoding_unsupported" });
    const plain = await handle(deliver(body, { "content-encoding": "identity" }));
    assert.equal(plain.response.status, 200);
  });

  test("answers a body over the bound with 413, declared or streamed", async () => {
    const tooLarge = new Uint8Array(BODY_BYTES_MAX + 1);
    const streamed = deliver(new Blob([tooLarge]).stream(), json);
    await assertRefused(await handle(streamed), 413, { error: "body_too_large" });
    const declared = deliver(body, { "content-length": String(BODY_BYTES_MAX + 1) });
    await assertRefused(await handle(declared), 413, { error: "body_too_large" });
  });

  test("hashes a body of exactly the bound", async () => {
    const largest = deliver(new Uint8Array(BODY_BYTES_MAX), badSignatures["a malformed signature"]);
    await assertRefused(await handle(largest), 401, { error: "signature_refused" });
  });

  test("answers a body that breaks off with 503", async () => {
    const broken = new ReadableStream({ start: (stream) => stream.error(new Error("reset")) });
    const trace = await handle(deliver(broken));
    assert.ok(trace.response.headers.get("retry-after"));
    await assertRefused(trace, 503, { error: "body_unreadable" });
  });
});

describe("handle(), failing", () => {
  test("answers a failed state read with 503, the event's id and a code", async () => {
    const trace = await handle(deliver(body), {}, () => new Response("down", { status: 500 }));
    assert.equal(trace.response.status, 503);
    assert.match(trace.response.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
    assert.deepEqual(await trace.response.json(), {
      error: "state_read_failed",
      code: "api_status",
      event_id: "evt_1",
    });
    assert.equal(trace.urls.length, 1);
    assert.deepEqual(trace.resolved, []);
  });

  for (const [which, onResolved] of Object.entries({
    throws: () => {
      throw new Error("password=hunter2");
    },
    rejects: () => Promise.reject(new Error("password=hunter2")),
  })) {
    test(`answers 503 where onResolved ${which}, and repeats nothing of it`, async () => {
      const { response } = await handle(deliver(body), { onResolved });
      assert.equal(response.status, 503);
      assert.match(response.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
      assert.deepEqual(await response.json(), { error: "not_applied", event_id: "evt_1" });
    });
  }
});

/** What JavaScript lets through although the types do not: settings read from an environment. */
const refusedOptions: readonly (readonly [ProxyConfigurationErrorCode, object])[] = [
  ["signing_secret_refused", { secret: undefined }],
  ["signing_secret_refused", { secret: "" }],
  ["signing_secret_refused", { secret: [] }],
  ["signing_secret_refused", { secret: [SECRET, "short"] }],
  ["signing_secret_refused", { secret: SECRET, scheme: "standard-webhooks" }],
  ["scheme_refused", { scheme: "none" }],
  ["scheme_refused", { scheme: "constructor" }],
  ...[0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "300"].map(
    (toleranceSeconds) => ["tolerance_refused", { toleranceSeconds }] as const,
  ),
];

describe("handle(), misused", () => {
  for (const [code, options] of refusedOptions) {
    test(`throws ${code} for ${JSON.stringify(options)}`, async () => {
      await assert.rejects(handle(deliver(body), options), {
        name: "ProxyConfigurationError",
        code,
      });
    });
  }

  test("throws where somebody has read the body", async () => {
    const delivery = deliver(body);
    await delivery.text();
    await assert.rejects(handle(delivery), TypeError);
  });
});
