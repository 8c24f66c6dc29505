import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { emptyWorld } from "../../simulator/world.ts";
import type { Invoice, InvoiceStatus } from "./invoices.ts";
import { newInvoice } from "./invoices.ts";
import { expectedFlags, expectedOfInvoice, expectedOfInvoices, FLAGS } from "./oracle.ts";

const BASE = "1000000";

const OPEN: Invoice = newInvoice(
  { id: "invoice_1", public_invoice_id: "inv_1", merchant_id: "m", buyer_reference: "buyer_1" },
  {
    items: [
      { id: "item_1", quantity: 2 },
      { id: "item_2", quantity: 3 },
    ],
    base_amount: BASE,
    versions: "given",
  },
  0,
);

function told(status: InvoiceStatus, amount_usdc = OPEN.amount_usdc): Invoice {
  return { ...OPEN, status, amount_usdc };
}

function accessOf(heard: readonly Invoice[], isRegistered = true): string {
  return expectedOfInvoice(OPEN, heard, isRegistered).access;
}

const arbitraryTold = fc.array(
  fc.record({
    status: fc.constantFrom<InvoiceStatus>("PAID", "EXPIRED", "CANCELED"),
    amount: fc.constantFrom("0", "999999", BASE, "1025000"),
  }),
);

describe("expectedOfInvoice()", () => {
  test("grants the sum of the items where enough was paid", () => {
    assert.deepEqual(expectedOfInvoice(OPEN, [told("PAID")], true), {
      kind: "one_time",
      source: OPEN.id,
      access: "granted",
      quantity: 5,
    });
  });

  test("grants from exactly the amount asked for, and not from one less", () => {
    assert.equal(accessOf([told("PAID", BASE)]), "granted");
    assert.equal(accessOf([told("PAID", "999999")]), "unavailable_or_none");
  });

  test("sees the difference of one beyond what a double can hold", () => {
    const large = { ...OPEN, base_amount: "9007199254740993" };
    const paid = { ...large, status: "PAID", amount_usdc: "9007199254740992" } as const;
    assert.equal(expectedOfInvoice(large, [paid], true).access, "unavailable_or_none");
  });

  test("shows nobody an invoice that nobody has registered", () => {
    assert.equal(accessOf([told("PAID")], false), "none");
  });

  test("depends on the set of what was heard, never on its order or its copies", () => {
    fc.assert(
      fc.property(arbitraryTold, fc.nat(), (events, turn) => {
        const heard = events.map(({ status, amount }) => told(status, amount));
        const at = heard.length === 0 ? 0 : turn % heard.length;
        const turned = [...heard.slice(at), ...heard, ...heard.slice(0, at)].toReversed();
        assert.equal(accessOf(turned), accessOf(heard));
        assert.deepEqual(expectedFlags(turned), expectedFlags(heard));
      }),
    );
  });

  test("never takes back what was granted, whatever else is heard", () => {
    fc.assert(
      fc.property(arbitraryTold, (events) => {
        const heard = events.map(({ status, amount }) => told(status, amount));
        assert.equal(accessOf([told("PAID"), ...heard]), "granted");
      }),
    );
  });
});

describe("expectedOfInvoices()", () => {
  test("has an entry for each invoice of the buyer, and for no other's", () => {
    const ours = { ...OPEN, registered: true };
    const theirs = { ...OPEN, id: "invoice_2", buyer_reference: "buyer_2" };
    const world = {
      ...emptyWorld(0),
      objects: new Map([ours, theirs].map((invoice) => [invoice.id, [invoice]])),
    };
    const sources = expectedOfInvoices(world, "buyer_1", () => []).map(({ source }) => source);
    assert.deepEqual(sources, ["invoice_1"]);
  });
});

describe("expectedFlags()", () => {
  const heard: Readonly<Record<string, readonly [readonly Invoice[], readonly string[]]>> = {
    "a full payment": [[told("PAID")], []],
    "an end without a payment": [[told("EXPIRED"), told("CANCELED")], []],
    "a payment and an end": [[told("PAID"), told("CANCELED")], ["paid_after_final"]],
    "a payment that is short": [[told("PAID", "1")], ["paid_short"]],
    "a payment that is short, and the rest": [[told("PAID", "1"), told("PAID")], []],
    "a payment that is short and late": [[told("EXPIRED"), told("PAID", "1")], FLAGS],
  };
  for (const [what, [events, flags]] of Object.entries(heard)) {
    test(`has ${flags.join(" and ") || "none"} for ${what}`, () => {
      assert.deepEqual(expectedFlags(events), flags);
    });
  }
});
