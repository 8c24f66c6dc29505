import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { huntOnBench, type Shown } from "../../hunt/hunt-on-bench.ts";
import { INVARIANTS } from "../../run/catalogue.ts";
import { invoiceInvariants } from "./invariants.ts";

/** Bugs that need a certain order or moment. */
const HUNTED: readonly Shown[] = [
  ["gwop/order/late-expired-takes-back", "gwop/order/any-order", 2],
  ["gwop/order/last-arrival-wins", "gwop/order/schedules-agree", 2],
  ["gwop/order/flags-by-arrival", "gwop/order/flags-in-any-history", 2],
  ["gwop/state/unknown-invoice-dropped", "gwop/order/any-order", 1],
  ["gwop/race/read-then-insert", "gwop/race/racing-deliveries", 1],
  ["gwop/state/registration-grants", "gwop/state/along-the-way", 1],
];

const OF_GWOP = INVARIANTS.filter(({ provider }) => provider === "gwop");

const { hunt, expectShown } = huntOnBench("gwop");

describe("the invariants of invoices", { timeout: 120_000 }, () => {
  for (const shown of HUNTED) {
    const [mutant, , events] = shown;
    test(`show ${mutant} by ${events} events at most, on any seed`, () =>
      expectShown(shown, "invoice_1"));
  }

  test("tell of ids by their symbols, so that two runs say the same", async () => {
    const tell = async () => {
      const { reason, details } = await hunt(
        "gwop/order/last-arrival-wins",
        "gwop/order/schedules-agree",
        1,
      );
      return [reason, ...details];
    };
    assert.deepEqual(await tell(), await tell());
  });
});

describe("invoiceInvariants()", () => {
  test("speaks of Gwop's endpoint, and never of Proxy's", () => {
    assert.ok(OF_GWOP.length > 0);
    for (const { id, claim, why, source, remedy, property } of OF_GWOP) {
      assert.equal(property.id, id);
      for (const text of [claim, why, source, remedy]) assert.doesNotMatch(text, /Proxy|A\d/);
    }
  });

  test("fails where a promise that it takes over is not there any more", () => {
    const [first, ...others] = INVARIANTS;
    assert.equal(first?.id, "order/any-order");
    assert.throws(() => invoiceInvariants(others), /Bug: there is no invariant order\/any-order/);
  });
});
