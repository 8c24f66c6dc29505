import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DEFAULT_POLICY } from "../model.ts";
import { MUTANTS } from "../mutants/all-mutants.ts";
import { type Bench, openBench } from "../mutants/bench.ts";
import type { Finding } from "../report.ts";
import { INVARIANTS } from "./invariants.ts";
import { invoiceInvariants } from "./invoice-invariants.ts";
import { planOf } from "./plan.ts";

const RUNS = 300;

/** Bugs that need a certain order or moment, and how few events are enough to show each. */
const HUNTED = [
  ["gwop/order/late-expired-takes-back", "gwop/order/any-order", 2],
  ["gwop/order/last-arrival-wins", "gwop/order/schedules-agree", 2],
  ["gwop/order/flags-by-arrival", "gwop/order/flags-in-any-history", 2],
  ["gwop/state/unknown-invoice-dropped", "gwop/order/any-order", 1],
  ["gwop/race/read-then-insert", "gwop/race/racing-deliveries", 1],
  ["gwop/state/registration-grants", "gwop/state/along-the-way", 1],
] as const;

const OF_GWOP = INVARIANTS.filter(({ provider }) => provider === "gwop");

let bench: Bench;
before(async () => {
  bench = await openBench(new AbortController().signal);
});
after(() => bench.close());

async function hunt(mutantName: string, id: string, seed: number): Promise<Finding> {
  const mutant = MUTANTS.find(({ name }) => name === mutantName);
  const invariant = OF_GWOP.find((one) => one.id === id);
  assert.ok(mutant !== undefined && invariant !== undefined);
  const { parts } = mutant;
  const subject = { parts, scheme: "gwop", policy: DEFAULT_POLICY, seed, runs: RUNS } as const;
  const [finding] = await bench.judge({ ...subject, shrinks: true }, [invariant], "side by side");
  assert.ok(finding !== undefined);
  return finding;
}

describe("the invariants of invoices", { timeout: 120_000 }, () => {
  for (const [mutant, id, events] of HUNTED) {
    test(`show ${mutant} by ${events} events at most, on any seed`, async () => {
      for (const seed of [1, 2]) {
        const { counterexample, reason, details, path } = await hunt(mutant, id, seed);
        assert.ok(counterexample !== null, reason ?? "it held");
        assert.notEqual(path, null);
        assert.ok(planOf(counterexample.history).events.length <= events, details.join("\n"));
        assert.ok(details.some((line) => line.includes("invoice_1")));
      }
    });
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
