import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { huntOnBench, type Shown } from "../../hunt/hunt-on-bench.ts";
import { SHARED_INVARIANTS } from "../../properties/invariants.ts";
import { GWOP_INVARIANTS } from "./invariants.ts";

/** Bugs that need a certain order or moment. */
const HUNTED: readonly Shown[] = [
  ["gwop/order/late-expired-takes-back", "gwop/order/any-order", 2],
  ["gwop/order/last-arrival-wins", "gwop/order/schedules-agree", 2],
  ["gwop/order/flags-by-arrival", "gwop/order/flags-in-any-history", 2],
  ["gwop/state/unknown-invoice-dropped", "gwop/order/any-order", 1],
  ["gwop/race/read-then-insert", "gwop/race/racing-deliveries", 1],
  ["gwop/state/registration-grants", "gwop/state/along-the-way", 1],
];

const { hunt, expectShown } = huntOnBench("gwop");

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

describe("the invariants of invoices", { timeout: 120_000 }, () => {
  for (const [index, shown] of HUNTED.entries()) {
    const [mutant, , events] = shown;
    test(
      `show ${mutant} by ${events} events at most, on any seed`,
      {
        skip: BRIEF && index > 0,
      },
      () => expectShown(shown, "invoice_1"),
    );
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

describe("GWOP_INVARIANTS", () => {
  test("speak of Gwop's endpoint, and never of Proxy's", () => {
    assert.ok(GWOP_INVARIANTS.length > 0);
    for (const { id, provider, claim, why, source, remedy, property } of GWOP_INVARIANTS) {
      assert.equal(property.id, id);
      assert.equal(provider, "gwop");
      for (const text of [claim, why, source, remedy]) assert.doesNotMatch(text, /Proxy|A\d/);
    }
  });

  test("hold every promise that others make, by its id at their endpoint", () => {
    const ids = new Set(GWOP_INVARIANTS.map(({ id }) => id));
    assert.ok(SHARED_INVARIANTS.some(({ id }) => id === "order/any-order"));
    for (const { id } of SHARED_INVARIANTS) assert.ok(ids.has(`gwop/${id}`), id);
  });
});
