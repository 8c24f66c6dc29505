import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { deliver as deliverProxy, eventOf as proxyEventOf, sessionOf } from "../proxy/testing.ts";
import {
  BASE,
  buyerOf,
  deliver,
  eventOf,
  GWOP,
  newInvoice,
  openReceiver,
  register,
  registerNew,
  rowOf,
  type TestInvoice,
  type Wire,
} from "./testing.ts";

const { receiver, sql } = await openReceiver();

const registered = () => registerNew(receiver);

/** Delivers, and wants a 2xx. @returns The outcome that was logged. */
async function receive(event: Wire): Promise<unknown> {
  const response = await receiver.fetch(deliver(event));
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { received: true });
  return receiver.lines.at(-1)?.["outcome"];
}

const entitlementsOf = (invoice: TestInvoice) => receiver.entitlementsOf(buyerOf(invoice));

describe("POST /api/gwop/webhook", () => {
  test("grants what was paid, once, however often it is told", async () => {
    const invoice = await registered();
    const event = eventOf(invoice);
    for (const outcome of ["applied", "duplicate", "duplicate"]) {
      assert.equal(await receive(event), outcome);
    }
    assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
  });

  test("writes nothing for a copy, however often one is sent", async () => {
    const invoice = await registered();
    const event = eventOf(invoice);
    const writes = async (): Promise<unknown> => {
      const [row] = await sql`
        select xmin::text from entitlement where source = ${invoice.invoiceId}
      `;
      return row?.["xmin"];
    };
    await receive(event);
    const before = await writes();
    for (let copy = 0; copy < 3; copy += 1) await receive(event);
    assert.equal(await writes(), before);
  });

  test("warns of an event that can never be applied, since its ids are not one invoice's", async () => {
    const [invoice, other] = [await registered(), newInvoice()];
    for (const ids of [
      { public_invoice_id: other.publicInvoiceId },
      { invoice_id: other.invoiceId },
      { public_invoice_id: (await registered()).publicInvoiceId },
    ]) {
      const event = eventOf(invoice, "invoice.paid", { data: ids });
      assert.equal(await receive(event), "ids_disagree");
      const warning = receiver.lines.find(
        ({ level, event_id }) => level === "warn" && event_id === event.event_id,
      );
      assert.match(String(warning?.["msg"]), /kept and not applied/);
    }
    assert.deepEqual(await entitlementsOf(invoice), []);
  });

  test("grants once when a hundred copies arrive together", async () => {
    const invoice = await registered();
    const event = eventOf(invoice);
    const copies = Array.from({ length: 100 }, () => receiver.fetch(deliver(event)));
    const statuses = new Set((await Promise.all(copies)).map(({ status }) => status));
    assert.deepEqual([...statuses], [200]);
    assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
  });

  test("leaves what is paid granted when it is told late that it expired, and flags it", async () => {
    const invoice = await registered();
    await receive(eventOf(invoice));
    assert.equal(await receive(eventOf(invoice, "invoice.expired")), "applied");
    const row = rowOf(invoice, "granted", ["paid_after_final"]);
    assert.deepEqual(await entitlementsOf(invoice), [row]);
  });

  test("keeps what it is told of an unknown invoice, for nobody, until it is registered", async () => {
    const invoice = newInvoice();
    assert.equal(await receive(eventOf(invoice)), "parked");
    assert.deepEqual(await entitlementsOf(invoice), []);
    await receiver.fetch(register(invoice));
    assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
  });

  test("knows an invoice by either of its ids, or by both", async () => {
    for (const ids of [
      { public_invoice_id: undefined },
      { public_invoice_id: null },
      { invoice_id: "PUBLIC", public_invoice_id: undefined },
      { invoice_id: "PUBLIC" },
    ]) {
      const invoice = await registered();
      const data = ids.invoice_id ? { ...ids, invoice_id: invoice.publicInvoiceId } : ids;
      assert.equal(await receive(eventOf(invoice, "invoice.paid", { data })), "applied");
      assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
    }
  });

  test("applies an event whose two ids are of two invoices to neither", async () => {
    const [one, other] = [await registered(), await registered()];
    const mixed = { ...one, publicInvoiceId: other.publicInvoiceId };
    assert.equal(await receive(eventOf(mixed)), "ids_disagree");
    for (const invoice of [one, other]) {
      assert.deepEqual(await entitlementsOf(invoice), []);
      await receive(eventOf(invoice, "invoice.expired"));
      assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "unavailable")]);
    }
  });

  test("compares amounts exactly, where a double would call them equal", async () => {
    const asked = 2n ** 53n + 1n;
    for (const [amount, access, flags] of [
      [asked - 1n, "unavailable", ["paid_short"]],
      [asked, "granted", []],
      [asked + 1n, "granted", []],
    ] as const) {
      const invoice = newInvoice();
      await receiver.fetch(register(invoice, { amount_usdc: String(asked) }));
      const data = { amount_usdc: String(amount) };
      await receive(eventOf(invoice, "invoice.paid", { data }));
      assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, access, flags)]);
    }
  });

  test("makes good on the retry what was recorded, and not applied, before a crash", async () => {
    const invoice = await registered();
    const event = eventOf(invoice);
    await receive(event);
    await sql`delete from change where source = ${invoice.invoiceId}`;
    await sql`delete from entitlement where source = ${invoice.invoiceId}`;
    assert.equal(await receive(event), "applied");
    assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
  });

  test("records a type that it doesn't know, whatever it says, and changes nothing", async () => {
    const invoice = await registered();
    for (const data of [undefined, [], { invoice_id: invoice.invoiceId, status: "PAID" }]) {
      const event = eventOf(invoice, "any", { fields: { event_type: "invoice.admired", data } });
      assert.equal(await receive(event), "unchanged");
      assert.equal(await receive(event), "duplicate");
    }
    assert.deepEqual(await entitlementsOf(invoice), []);
  });

  test("takes the id of a Proxy event for another event, and one buyer for the same", async () => {
    const invoice = await registered();
    const session = { ...sessionOf(`psess_${randomUUID()}`), buyer_reference: buyerOf(invoice) };
    receiver.objects.set(session.id, session);
    const event = eventOf(invoice);
    await receiver.fetch(deliverProxy(proxyEventOf(session, { id: event.event_id })));
    assert.equal(await receive(event), "applied");
    const rows = await entitlementsOf(invoice);
    assert.ok(Array.isArray(rows));
    assert.deepEqual(
      rows.map(({ provider, source }) => [provider, source]),
      [
        ["gwop", invoice.invoiceId],
        ["proxy", session.id],
      ],
    );
  });

  test("warns of another body under a known event id, and goes by the first", async () => {
    const invoice = await registered();
    const { event_id } = eventOf(invoice);
    const short = { fields: { event_id }, data: { amount_usdc: String(BASE - 1n) } };
    await receive(eventOf(invoice, "invoice.paid", short));
    const before = receiver.lines.length;
    assert.equal(
      await receive(eventOf(invoice, "invoice.paid", { fields: { event_id } })),
      "duplicate",
    );
    assert.match(String(receiver.lines[before]?.["first_sha256"]), /^[0-9a-f]{64}$/);
    assert.deepEqual(await entitlementsOf(invoice), [
      rowOf(invoice, "unavailable", ["paid_short"]),
    ]);
  });

  test("logs a line a delivery, and nothing that is private", async () => {
    const invoice = await registered();
    const before = receiver.lines.length;
    const event = eventOf(invoice);
    const delivery = deliver(event);
    await receiver.fetch(delivery);
    const [line, ...others] = receiver.lines.slice(before);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [line?.["event_id"], line?.["type"], line?.["object_id"], line?.["status"]],
      [event.event_id, "invoice.paid", invoice.invoiceId, 200],
    );
    const said = JSON.stringify(receiver.lines);
    const signature = delivery.headers.get("x-gwop-signature") ?? "";
    for (const secret of [buyerOf(invoice), signature, "0x742d", "1025000", ...GWOP.secrets]) {
      assert.ok(!said.includes(secret));
    }
  });
});
