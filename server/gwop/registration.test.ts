import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseRegistration } from "./registration.ts";

const ID = "ba7bc94a-5468-42f4-9f04-2502e50c7501";

const TERMS = {
  public_invoice_id: "inv_7dbeeaad8ebf4f5298c380c90e4b3576",
  buyer_reference: "user_42",
  amount_usdc: "1000000",
  items: [{ id: "seat", quantity: 2 }],
};

const parse = (terms: unknown, id = ID) =>
  parseRegistration(id, new TextEncoder().encode(JSON.stringify(terms)));

/** @returns What is complained of, each by the field that heads it. */
function problemsOf(...args: Parameters<typeof parse>): readonly (string | undefined)[] {
  const registration = parse(...args);
  if (registration.ok) return [];
  for (const problem of registration.problems) assert.match(problem, /: expected /);
  return registration.problems.map((problem) => problem.split(":")[0]);
}

describe("parseRegistration()", () => {
  test("reads whose an invoice is, and what for, the amount exactly", () => {
    const amount = 2n ** 64n + 1n;
    assert.deepEqual(parse({ ...TERMS, amount_usdc: String(amount) }), {
      ok: true,
      invoice: {
        invoiceId: ID,
        publicInvoiceId: TERMS.public_invoice_id,
        buyerReference: "user_42",
        amountUsdc: amount,
        items: [{ id: "seat", quantity: 2 }],
      },
    });
  });

  for (const [field, values] of Object.entries({
    public_invoice_id: [undefined, null, 7, "", "inv_", ID, "inv_\0", `inv_${"a".repeat(252)}`],
    buyer_reference: [undefined, null, 7, "", "a\0b", "a\ud800"],
    amount_usdc: [undefined, 1_000_000, 1.5, "", "1.5", "-1", "1e6", " 1", "9".repeat(79)],
    items: [
      undefined,
      {},
      [],
      [null],
      [{ id: "seat" }],
      [{ id: "", quantity: 1 }],
      [{ id: "a\0", quantity: 1 }],
      [{ id: "seat", quantity: 1, price: 1 }],
      ...[0, -1, 1.5, "1", null, 2 ** 53].map((quantity) => [{ id: "seat", quantity }]),
      [
        { id: "seat", quantity: Number.MAX_SAFE_INTEGER },
        { id: "seat", quantity: 1 },
      ],
    ],
  })) {
    for (const value of values) {
      test(`refuses ${JSON.stringify(value)?.slice(0, 60)} for ${field}, and says what to send`, () => {
        assert.deepEqual(problemsOf({ ...TERMS, [field]: value }), [field]);
      });
    }
  }

  test("refuses an id that is not an invoice's, or that can't be kept", () => {
    for (const id of ["inv_of_another", "a\0", "", "a".repeat(256)]) {
      assert.deepEqual(problemsOf(TERMS, id), ["invoice_id"]);
    }
  });

  test("takes an invoice that has its public id alone, as in older documents", () => {
    assert.ok(parse(TERMS, TERMS.public_invoice_id).ok);
  });

  test("refuses a field that it doesn't know, without repeating it", () => {
    assert.deepEqual(problemsOf({ ...TERMS, buyer_refrence: "user_42" }), ["body"]);
    assert.ok(!JSON.stringify(parse({ ...TERMS, buyer_refrence: 1 })).includes("refrence"));
  });

  test("says everything that is wrong at once", () => {
    const fields = ["invoice_id", ...Object.keys(TERMS), "body"];
    assert.deepEqual(problemsOf({ more: 1 }, "a\0"), fields);
  });

  test("refuses what is not one object of JSON, a key twice among it", () => {
    const twice = JSON.stringify(TERMS).replace("{", '{"amount_usdc":"1",');
    for (const text of ["", "null", "[]", '"text"', `\ufeff${JSON.stringify(TERMS)}`, twice]) {
      const registration = parseRegistration(ID, new TextEncoder().encode(text));
      assert.ok(!registration.ok);
      assert.match(registration.problems.join(), /^body: expected /);
    }
  });
});
