import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Fact, InvoiceStatus } from "./fact.ts";
import { concludeInvoice, type Invoice } from "./invoice.ts";

const BASE = 9_007_199_254_740_993n; // no double has it

const invoice: Invoice = {
  invoiceId: "ba7bc94a-5468-42f4-9f04-2502e50c7501",
  publicInvoiceId: "inv_7dbeeaad8ebf4f5298c380c90e4b3576",
  buyerReference: "user_1",
  amountUsdc: BASE,
  items: [
    { id: "seat", quantity: 2 },
    { id: "credit", quantity: 3 },
  ],
};

let count = 0;

function fact(status: InvoiceStatus, change: Partial<Fact> = {}): Fact {
  count += 1;
  return { eventId: `evt_${count}`, status, amountUsdc: BASE, eventVersion: null, ...change };
}

const flagsOf = (...facts: readonly Fact[]) => concludeInvoice(invoice, facts)?.entitlement.flags;

const accessOf = (...facts: readonly Fact[]) => concludeInvoice(invoice, facts)?.entitlement.access;

/** Few amounts and versions, so that ties are common; the ids are of any order. */
const arbitraryFacts: fc.Arbitrary<readonly Fact[]> = fc.uniqueArray(
  fc.record(
    {
      eventId: fc.string({ minLength: 1, maxLength: 3 }),
      status: fc.constantFrom("PAID", "EXPIRED", "CANCELED"),
      amountUsdc: fc.constantFrom(BASE - 1n, BASE, BASE + 1n),
      eventVersion: fc.constantFrom(null, 1, 2, 3),
    },
    { noNullPrototype: true },
  ),
  { selector: ({ eventId }) => eventId, maxLength: 6 },
);

describe("concludeInvoice()", () => {
  test("says nothing where nothing is known", () => {
    assert.equal(concludeInvoice(invoice, []), null);
  });

  test("grants a paid invoice to its buyer, with all its units", () => {
    const paid = fact("PAID");
    assert.deepEqual(concludeInvoice(invoice, [paid]), {
      eventId: paid.eventId,
      entitlement: {
        source: invoice.invoiceId,
        buyerReference: "user_1",
        access: "granted",
        renews: null,
        accessUntil: null,
        quantity: 5,
        startedBy: null,
        flags: [],
        version: [1],
      },
    });
  });

  for (const status of ["EXPIRED", "CANCELED"] as const) {
    test(`makes one that is ${status} unavailable, without units or flags`, () => {
      const entitlement = concludeInvoice(invoice, [fact(status)])?.entitlement;
      assert.equal(entitlement?.access, "unavailable");
      assert.equal(entitlement?.quantity, null);
      assert.deepEqual(entitlement?.flags, []);
    });
  }

  test("grants from the base amount on, and flags the smallest amount less", () => {
    for (const amountUsdc of [BASE, BASE + 1n]) {
      assert.equal(accessOf(fact("PAID", { amountUsdc })), "granted");
      assert.deepEqual(flagsOf(fact("PAID", { amountUsdc })), []);
    }
    const short = fact("PAID", { amountUsdc: BASE - 1n });
    assert.equal(accessOf(short), "unavailable");
    assert.deepEqual(flagsOf(short), ["paid_short"]);
  });

  test("goes by the largest of several payments, and never adds them up", () => {
    const short = fact("PAID", { amountUsdc: BASE - 1n });
    assert.equal(accessOf(short, fact("PAID", { amountUsdc: BASE - 1n })), "unavailable");
    const full = fact("PAID");
    assert.equal(concludeInvoice(invoice, [short, full])?.eventId, full.eventId);
    assert.deepEqual(flagsOf(short, full), []);
  });

  for (const { paid, ended, flags } of [
    { paid: 1, ended: 2, flags: [] },
    { paid: 2, ended: 1, flags: ["paid_after_final"] },
    { paid: 1, ended: 1, flags: ["paid_after_final"] },
    { paid: null, ended: 2, flags: ["paid_after_final"] },
    { paid: 1, ended: null, flags: ["paid_after_final"] },
    { paid: null, ended: null, flags: ["paid_after_final"] },
  ]) {
    test(`grants what is paid (version ${paid}) and expired (version ${ended}), flags [${flags}]`, () => {
      const facts = [
        fact("EXPIRED", { eventVersion: ended }),
        fact("PAID", { eventVersion: paid }),
      ];
      assert.equal(accessOf(...facts), "granted");
      assert.deepEqual(flagsOf(...facts), flags);
    });
  }

  test("flags a payment after any ending, though another one came before", () => {
    const facts = [
      fact("PAID", { eventVersion: 1 }),
      fact("CANCELED", { eventVersion: 2 }),
      fact("PAID", { eventVersion: 3 }),
    ];
    assert.deepEqual(flagsOf(...facts), ["paid_after_final"]);
  });

  test("concludes the same from any order of the same facts", () =>
    fc.assert(
      fc.property(arbitraryFacts, fc.array(fc.nat()), (facts, ranks) => {
        const shuffled = facts
          .map((each, index) => ({ each, rank: ranks[index] ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        assert.deepEqual(concludeInvoice(invoice, shuffled), concludeInvoice(invoice, facts));
      }),
    ));

  test("never takes back a grant or a flag of the past, whatever else is heard", () =>
    fc.assert(
      fc.property(arbitraryFacts, fc.nat(), (facts, position) => {
        const fewer = facts.filter((_, index) => index !== position % facts.length);
        const [before, after] = [fewer, facts].map((each) => concludeInvoice(invoice, each));
        if (before?.entitlement.access === "granted") {
          assert.equal(after?.entitlement.access, "granted");
        }
        if (before?.entitlement.flags.includes("paid_after_final")) {
          assert.ok(after?.entitlement.flags.includes("paid_after_final"));
        }
      }),
    ));
});
