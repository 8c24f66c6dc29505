import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DEFAULT_POLICY } from "../model.ts";
import { MUTANTS } from "../mutants/all-mutants.ts";
import { type Bench, openBench } from "../mutants/bench.ts";
import type { Finding } from "../report.ts";
import { INVARIANTS } from "./invariants.ts";
import { planOf } from "./plan.ts";

const RUNS = 300;

/** Bugs that need a certain order or moment, and how few events are enough to show each. */
const HUNTED = [
  ["order/late-renewal-resurrects", "order/no-resurrection", 3],
  ["order/ties-by-arrival", "race/slow-writers", 4],
  ["race/compares-before-reading", "race/slow-writers", 4],
  ["order/last-read-wins", "order/any-order", 4],
  ["state/both-records-grant", "order/any-order", 4],
] as const;

let bench: Bench;
before(async () => {
  bench = await openBench(new AbortController().signal);
});
after(() => bench.close());

async function hunt(mutantName: string, id: string, seed: number): Promise<Finding> {
  const mutant = MUTANTS.find(({ name }) => name === mutantName);
  const invariant = INVARIANTS.find((one) => one.id === id);
  assert.ok(mutant !== undefined && invariant !== undefined);
  const { parts } = mutant;
  const subject = { parts, scheme: "t-v1", policy: DEFAULT_POLICY, seed, runs: RUNS } as const;
  const [finding] = await bench.judge({ ...subject, shrinks: true }, [invariant], "side by side");
  assert.ok(finding !== undefined);
  return finding;
}

describe("the invariants", { timeout: 120_000 }, () => {
  for (const [mutant, id, events] of HUNTED) {
    test(`show ${mutant} by ${events} events at most, on any seed`, async () => {
      for (const seed of [1, 2]) {
        const { counterexample, reason, details, path } = await hunt(mutant, id, seed);
        assert.ok(counterexample !== null, reason ?? "it held");
        assert.notEqual(path, null);
        assert.ok(planOf(counterexample.history).events.length <= events, details.join("\n"));
        assert.ok(details.some((line) => line.includes("evt_1")));
      }
    });
  }

  test("say what was expected beside what was shown", async () => {
    const { details } = await hunt("state/both-records-grant", "order/any-order", 1);
    assert.ok(
      details.some((line) => /oracle: .* probe: /.test(line)),
      details.join("\n"),
    );
  });
});
