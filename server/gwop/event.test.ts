import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type GwopEvent, parseEvent } from "./event.ts";
import { verifySignature } from "./signature.ts";
import { eventOf, GWOP, newInvoice, SECRET, sign, type Wire } from "./testing.ts";

const NOW = new Date("2026-01-01T12:00:00.000Z");

/** Signs and verifies: nobody else can make a body that may be parsed. */
function parse(event: Wire | string): GwopEvent | null {
  const text = typeof event === "string" ? event : JSON.stringify(event);
  const body = new TextEncoder().encode(text);
  const header = sign(body, { timestamp: String(NOW.getTime() / 1000) });
  const verification = verifySignature([SECRET], { header, body }, NOW);
  assert.ok(verification.ok);
  return parseEvent(verification.body, verification.signedAt);
}

const invoice = newInvoice();

/** @returns What is read of an amount, written as JSON. */
function readAmount(json: string): bigint | undefined {
  const body = JSON.stringify(
    eventOf(invoice, "invoice.paid", { data: { amount_usdc: "AMOUNT" } }),
  );
  return parse(body.replace('"AMOUNT"', json))?.fact?.amountUsdc;
}

describe("parseEvent()", () => {
  for (const [type, status] of [
    ["invoice.paid", "PAID"],
    ["invoice.expired", "EXPIRED"],
    ["invoice.canceled", "CANCELED"],
  ] as const) {
    test(`reads ${type}, and nothing of what a receiver doesn't need`, () => {
      const event = eventOf(invoice, type, { version: 3 });
      assert.deepEqual(parse(event), {
        id: event.event_id,
        type,
        createdAt: new Date("2026-03-24T00:48:31.602Z"),
        merchantId: GWOP.merchantId,
        invoiceId: invoice.invoiceId,
        publicInvoiceId: invoice.publicInvoiceId,
        fact: { eventId: event.event_id, status, amountUsdc: 1_025_000n, eventVersion: 3 },
      });
    });
  }

  test("goes by the signature's time where the event has none, and does without a version", () => {
    const event = parse(eventOf(invoice, "invoice.paid", { fields: { created_at: undefined } }));
    assert.deepEqual(event?.createdAt, NOW);
    assert.equal(event?.fact?.eventVersion, null);
  });

  test("takes the public id for the id, and no second one, as in older documents", () => {
    const data = { invoice_id: invoice.publicInvoiceId, public_invoice_id: undefined };
    const event = parse(eventOf(invoice, "invoice.paid", { data }));
    assert.equal(event?.invoiceId, invoice.publicInvoiceId);
    assert.equal(event?.publicInvoiceId, null);
  });

  for (const [json, amount] of [
    ['"0"', 0n],
    ['"9007199254740993"', 9_007_199_254_740_993n],
    [`"${"9".repeat(78)}"`, 10n ** 78n - 1n],
    ["1025000", 1_025_000n],
    ["9007199254740991", 9_007_199_254_740_991n],
  ] as const) {
    test(`reads the amount ${json} exactly`, () => assert.equal(readAmount(json), amount));
  }

  for (const json of [
    '""',
    '"1.5"',
    '"-1"',
    '"1e6"',
    '" 1"',
    `"${"9".repeat(79)}"`,
    "1.5",
    "-1",
    "9007199254740993",
    "null",
  ]) {
    test(`refuses the amount ${json}`, () => assert.equal(readAmount(json), undefined));
  }

  for (const [what, change] of Object.entries({
    "without an id": { fields: { event_id: undefined } },
    "with an empty id": { fields: { event_id: "" } },
    "with an id of 256 characters": { fields: { event_id: "e".repeat(256) } },
    "with a NUL in its id": { fields: { event_id: "a\0b" } },
    "with half a character in its id": { fields: { event_id: "a\ud800" } },
    "with an id that is a number": { fields: { event_id: 7 } },
    "without a type": { fields: { event_type: undefined } },
    "with version 0": { fields: { event_version: 0 } },
    "with version 1.5": { fields: { event_version: 1.5 } },
    "with a version that is text": { fields: { event_version: "1" } },
    "without data": { fields: { data: undefined } },
    "without an invoice": { data: { invoice_id: undefined } },
    "with a public id that is none": { data: { public_invoice_id: "pub_1" } },
    "without a merchant": { data: { merchant_id: undefined } },
    "whose status is of another type": { data: { status: "EXPIRED" } },
    "whose status is in lower case": { data: { status: "paid" } },
    "in another currency": { data: { currency: "USDT" } },
  })) {
    test(`refuses an event ${what}`, () => {
      assert.equal(parse(eventOf(invoice, "invoice.paid", change)), null);
    });
  }

  for (const spelled of ["999999.99999999999", "1000000.0", "1e6", "9007199254740991.4"]) {
    test(`refuses the amount ${spelled}, which a double rounds to a whole one`, () => {
      const event = eventOf(invoice, "invoice.paid", { data: { amount_usdc: 1 } });
      const text = JSON.stringify(event).replace('"amount_usdc":1,', `"amount_usdc": ${spelled} ,`);
      assert.ok(text.includes(spelled));
      assert.equal(parse(text), null);
    });
  }

  for (const created_at of [
    "2026-03-24T00:48:31.602",
    "2026-13-01T00:00:00Z", // no month
    "0000-01-01T00:00:00Z", // no year that Postgres has
    1_774_313_311,
    "",
  ]) {
    test(`takes the time of signing where an event's own is ${JSON.stringify(created_at)}`, () => {
      const event = parse(eventOf(invoice, "invoice.paid", { fields: { created_at } }));
      assert.equal(event?.fact?.status, "PAID");
      assert.deepEqual(event?.createdAt, NOW);
    });
  }

  test("refuses a body that is no event, or that has a key twice", () => {
    const twice = JSON.stringify(eventOf(invoice)).replace("{", '{"event_id":"first",');
    for (const body of ["", "[]", "null", "{}", `\ufeff{}`, twice]) {
      assert.equal(parse(body), null);
    }
  });

  for (const [what, data] of Object.entries({
    nothing: undefined,
    "a list": [1],
    "a number for an id": { invoice_id: 7, merchant_id: 8 },
  })) {
    test(`takes an event of unknown type whose data is ${what}, and no fact from it`, () => {
      for (const event_type of ["invoice.admired", "constructor", "invoice.cancelled"]) {
        const event = parse(eventOf(invoice, "any", { fields: { event_type, data } }));
        assert.equal(event?.type, event_type);
        assert.equal(event?.fact, null);
        assert.equal(event?.merchantId, null);
      }
    });
  }

  test("reads whose an event of unknown type is, where it says so", () => {
    const event = parse(eventOf(invoice, "invoice.admired"));
    assert.equal(event?.merchantId, GWOP.merchantId);
    assert.equal(event?.invoiceId, invoice.invoiceId);
    assert.equal(event?.fact, null);
  });
});
