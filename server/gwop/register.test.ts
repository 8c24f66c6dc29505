import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  BASE,
  buyerOf,
  createGwopReceiver,
  deliver,
  eventOf,
  GWOP,
  newInvoice,
  OPERATOR_TOKEN,
  openReceiver,
  put,
  register,
  rowOf,
  type TestInvoice,
} from "./testing.ts";

const { receiver, sql, pools } = await openReceiver();

const entitlementsOf = (invoice: TestInvoice) => receiver.entitlementsOf(buyerOf(invoice));

describe("PUT /api/gwop/invoices/{invoice_id}", () => {
  test("answers 201 for a new invoice and 200 for the same again, in whatever spelling", async () => {
    const invoice = newInvoice();
    const items = [
      { quantity: 2, id: "seat" },
      { quantity: 3, id: "credit" },
    ];
    for (const [request, status] of [
      [register(invoice), 201],
      [register(invoice), 200],
      [register(invoice, { items, amount_usdc: `00${BASE}` }), 200],
    ] as const) {
      const response = await receiver.fetch(request);
      assert.equal(response.status, status);
      assert.deepEqual(await response.json(), { registered: true });
    }
    assert.deepEqual(await entitlementsOf(invoice), []);
  });

  test("lets one of twenty at once be the first, and grants what had arrived once", async () => {
    const invoice = newInvoice();
    await receiver.fetch(deliver(eventOf(invoice)));
    const puts = Array.from({ length: 20 }, () => receiver.fetch(register(invoice)));
    const statuses = (await Promise.all(puts)).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted().slice(-2), [200, 201]);
    assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
  });

  test("applies on return what had arrived, by either id", async () => {
    const invoice = newInvoice();
    const byPublicId = { invoice_id: invoice.publicInvoiceId, public_invoice_id: undefined };
    await receiver.fetch(deliver(eventOf(invoice, "invoice.expired")));
    await receiver.fetch(deliver(eventOf(invoice, "invoice.paid", { data: byPublicId })));
    assert.deepEqual(await entitlementsOf(invoice), []);
    assert.equal((await receiver.fetch(register(invoice))).status, 201);
    assert.equal(receiver.lines.at(-1)?.["outcome"], "applied");
    const row = rowOf(invoice, "granted", ["paid_after_final"]);
    assert.deepEqual(await entitlementsOf(invoice), [row]);
  });

  test("makes good, when sent again, what a crash after it had left", async () => {
    const invoice = newInvoice();
    await receiver.fetch(deliver(eventOf(invoice)));
    await receiver.fetch(register(invoice));
    await sql`delete from change where source = ${invoice.invoiceId}`;
    await sql`delete from entitlement where source = ${invoice.invoiceId}`;
    assert.equal((await receiver.fetch(register(invoice))).status, 200);
    assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
  });

  for (const [field, value] of Object.entries({
    public_invoice_id: newInvoice().publicInvoiceId,
    buyer_reference: "somebody else",
    amount_usdc: String(BASE - 1n),
    items: [{ id: "seat", quantity: 6 }],
  })) {
    test(`answers 409 where ${field} differs, and keeps what was registered`, async () => {
      const invoice = newInvoice();
      await receiver.fetch(register(invoice));
      const response = await receiver.fetch(register(invoice, { [field]: value }));
      assert.equal(response.status, 409);
      assert.match(await response.text(), /^\{"error":"registration_conflict",/);

      await receiver.fetch(deliver(eventOf(invoice)));
      assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
      assert.deepEqual(await receiver.entitlementsOf("somebody else"), []);
    });
  }

  test("answers 409 for a public id that another invoice has", async () => {
    const [one, other] = [newInvoice(), newInvoice()];
    await receiver.fetch(register(one));
    const taken = { public_invoice_id: one.publicInvoiceId };
    assert.equal((await receiver.fetch(register(other, taken))).status, 409);
    assert.equal((await receiver.fetch(register(other))).status, 201);
  });

  test("answers 400 with everything that is wrong, and registers nothing", async () => {
    const invoice = newInvoice();
    const response = await receiver.fetch(register(invoice, { amount_usdc: 1, items: [] }));
    assert.equal(response.status, 400);
    assert.match(await response.text(), /"problems":\["amount_usdc: .*","items: .*"\]/);
    assert.equal((await receiver.fetch(put(invoice.publicInvoiceId, "{}"))).status, 400);
    assert.equal((await receiver.fetch(put(invoice.invoiceId, "{"))).status, 400);
    assert.equal((await receiver.fetch(register(invoice))).status, 201);
  });

  test("grants by an invoice that has its public id alone, as in older documents", async () => {
    const { publicInvoiceId } = newInvoice();
    const invoice = { invoiceId: publicInvoiceId, publicInvoiceId };
    assert.equal((await receiver.fetch(register(invoice))).status, 201);
    assert.equal((await receiver.fetch(deliver(eventOf(invoice)))).status, 200);
    assert.deepEqual(await entitlementsOf(invoice), [rowOf(invoice, "granted")]);
  });

  test("answers 401 without the operator's token, whatever is sent", async () => {
    const invoice = newInvoice();
    for (const token of ["", "wrong", `${OPERATOR_TOKEN}x`, "a-probe-token-for-tests-only"]) {
      for (const request of [register(invoice, {}, token), put("inv_1", "{", token)]) {
        const response = await receiver.fetch(request);
        assert.equal(response.status, 401);
        assert.equal(response.headers.get("www-authenticate"), "Bearer");
        assert.equal(response.headers.get("connection"), "close");
        assert.deepEqual(await response.json(), { error: "unauthorized" });
      }
    }
    assert.equal((await receiver.fetch(register(invoice))).status, 201);
  });

  test("refuses a body over the limit, and any other method", async () => {
    const invoice = newInvoice();
    const large = await receiver.fetch(register(invoice, { buyer_reference: "x".repeat(4096) }));
    assert.equal(large.status, 413);
    for (const method of ["GET", "POST", "PATCH", "DELETE", "OPTIONS"]) {
      const { url } = register(invoice);
      const response = await receiver.fetch(new Request(url, { method }));
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "PUT");
    }
  });

  test("takes one id for the path, and nothing below it", async () => {
    for (const path of ["/api/gwop/invoices/", "/api/gwop/invoices/a/b"]) {
      for (const method of ["GET", "PUT"]) {
        const response = await receiver.fetch(new Request(`http://localhost${path}`, { method }));
        assert.equal(response.status, 404);
      }
    }
  });

  test("is not there without an operator's token, while deliveries are taken", async () => {
    const receiver = await createGwopReceiver(pools, { ...GWOP, operatorToken: null });
    const invoice = newInvoice();
    for (const token of ["", "null", OPERATOR_TOKEN]) {
      assert.equal((await receiver.fetch(register(invoice, {}, token))).status, 404);
    }
    assert.equal((await receiver.fetch(deliver(eventOf(invoice)))).status, 200);
  });

  test("logs a line a registration, and neither buyer nor token", async () => {
    const invoice = newInvoice();
    await receiver.fetch(register(invoice));
    const line = receiver.lines.at(-1);
    assert.equal(line?.["object_id"], invoice.invoiceId);
    assert.equal(line?.["registered"], "created");
    const said = JSON.stringify(receiver.lines);
    for (const secret of [buyerOf(invoice), OPERATOR_TOKEN, "credit"]) {
      assert.ok(!said.includes(secret));
    }
  });
});
