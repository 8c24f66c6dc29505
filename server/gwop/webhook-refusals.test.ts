import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { createTestReceiver } from "../testing/receiver.ts";
import {
  buyerOf,
  deliver,
  eventOf,
  newInvoice,
  openReceiver,
  register,
  registerNew,
  sign,
  type TestInvoice,
  type Wire,
} from "./testing.ts";

const { receiver, sql, pools } = await openReceiver();

const registered = () => registerNew(receiver);

async function countInbox(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int from inbox`;
  return row?.count ?? -1;
}

describe("POST /api/gwop/webhook, refusing,", () => {
  const body = (event: Wire) => JSON.stringify(event);

  for (const { what, request, status, error } of [
    {
      what: "an event of another merchant",
      request: (i: TestInvoice) => eventOf(i, "invoice.paid", { data: { merchant_id: "m_2" } }),
      status: 403,
      error: "merchant_unknown",
    },
    {
      what: "an event of another merchant, of a type that it doesn't know",
      request: (i: TestInvoice) => eventOf(i, "invoice.admired", { data: { merchant_id: "m_2" } }),
      status: 403,
      error: "merchant_unknown",
    },
    {
      what: "an id in the header that isn't the body's",
      request: (i: TestInvoice) => deliver(eventOf(i), { "x-gwop-event-id": randomUUID() }),
      status: 400,
      error: "event_id_mismatch",
    },
    {
      what: "a type in the header that isn't the body's",
      request: (i: TestInvoice) =>
        deliver(eventOf(i, "invoice.expired"), { "x-gwop-event-type": "invoice.paid" }),
      status: 400,
      error: "event_type_mismatch",
    },
    {
      what: "an event that contradicts itself",
      request: (i: TestInvoice) => eventOf(i, "invoice.paid", { data: { status: "EXPIRED" } }),
      status: 400,
      error: "event_malformed",
    },
    {
      what: "another content type",
      request: (i: TestInvoice) => deliver(eventOf(i), { "content-type": "text/plain" }),
      status: 415,
      error: "content_type_unsupported",
    },
    {
      what: "a body that would have to be inflated",
      request: (i: TestInvoice) => deliver(eventOf(i), { "content-encoding": "gzip" }),
      status: 415,
      error: "content_encoding_unsupported",
    },
    {
      what: "a body over the limit",
      request: (i: TestInvoice) => eventOf(i, "invoice.paid", { fields: { x: "x".repeat(4096) } }),
      status: 413,
      error: "body_too_large",
    },
  ]) {
    test(`answers ${what} with ${status}, and records nothing`, async () => {
      const invoice = await registered();
      const before = await countInbox();
      const made = request(invoice);
      const response = await receiver.fetch(made instanceof Request ? made : deliver(made));
      assert.equal(response.status, status);
      const answer: unknown = await response.json();
      assert.ok(typeof answer === "object" && answer !== null && "error" in answer);
      assert.equal(answer.error, error);
      assert.equal(receiver.lines.at(-1)?.["refusal"], error);
      assert.equal(await countInbox(), before);
      assert.deepEqual(await receiver.entitlementsOf(buyerOf(invoice)), []);
    });
  }

  test("answers every fault of a signature alike, and records nothing", async () => {
    const event = eventOf(await registered());
    const now = Math.floor(Date.now() / 1000);
    const before = await countInbox();
    for (const signature of [
      "",
      `t=${now},v1=${"é".repeat(64)}`,
      sign(body(event), { secret: "whsec_a-secret-of-somebody-else" }),
      sign(body(event), { secret: "whsec_" }),
      sign(body(event), { timestamp: `${now}junk` }),
      sign(body(event), { timestamp: "NaN" }),
      sign(body(event), { timestamp: String(now - 1000) }),
      sign(body(event), { timestamp: String(now + 1000) }),
    ]) {
      const response = await receiver.fetch(deliver(event, { "x-gwop-signature": signature }));
      assert.equal(response.status, 401);
      assert.deepEqual(await response.json(), { error: "signature_refused" });
    }
    assert.equal(await countInbox(), before);
  });

  test("takes headers that are the body's, and does without them", async () => {
    const event = eventOf(await registered());
    const headers = { "x-gwop-event-id": event.event_id, "x-gwop-event-type": "invoice.paid" };
    assert.equal((await receiver.fetch(deliver(event, headers))).status, 200);
    assert.equal((await receiver.fetch(deliver(eventOf(await registered())))).status, 200);
  });

  test("takes JSON with a charset, and a body that says it is not encoded", async () => {
    for (const headers of [
      { "content-type": "Application/JSON; charset=utf-8" },
      { "content-encoding": "identity" },
    ]) {
      const event = eventOf(await registered());
      assert.equal((await receiver.fetch(deliver(event, headers))).status, 200);
    }
  });

  test("refuses any other method", async () => {
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
      const url = "http://localhost/api/gwop/webhook";
      const response = await receiver.fetch(new Request(url, { method }));
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "POST");
    }
  });

  test("is not there while Gwop is off: without a secret nothing is taken unverified", async () => {
    const off = await createTestReceiver(pools);
    const invoice = newInvoice();
    for (const request of [deliver(eventOf(invoice)), register(invoice)]) {
      const response = await off.fetch(request);
      assert.equal(response.status, 404);
      assert.deepEqual(await response.json(), { error: "not_found" });
    }
  });
});
