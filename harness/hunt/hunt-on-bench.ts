/** Hunts one mutant by one invariant, for the tests of how small a counterexample becomes. @module */

import assert from "node:assert/strict";
import { planOf } from "../histories/plan.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { playOf } from "../providers/testing.ts";
import { INVARIANTS } from "../run/catalogue.ts";
import type { Finding } from "../run/report.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { MUTANTS } from "./all-mutants.ts";
import { openBench } from "./bench.ts";

const RUNS = 300;
const SEEDS = [1, 2];

/** A mutant, the invariant that shows it, and how few events are enough for that. */
export type Shown = readonly [mutant: string, invariant: string, eventsMax: number];

export type Hunt = {
  readonly hunt: (mutant: string, invariant: string, seed: number) => Promise<Finding>;
  /** @param object Which every counterexample must tell of. */
  readonly expectShown: (shown: Shown, object: string) => Promise<void>;
};

/** @param provider Whose receiver is judged. */
export function huntOnBench(provider: string): Hunt {
  const bench = openBench(new AbortController().signal);

  const hunt: Hunt["hunt"] = async (mutantName, id, seed) => {
    const mutant = MUTANTS.find(({ name }) => name === mutantName);
    const invariant = INVARIANTS.find((one) => one.id === id);
    assert.ok(mutant !== undefined && invariant !== undefined);
    const parts: Mutant["parts"] = (correct) => mutant.parts(correct);
    const subject = { provider, parts, policy: DEFAULT_POLICY, seed, runs: RUNS, shrinks: true };
    const [finding] = await bench.judge(subject, [invariant], "side by side");
    assert.ok(finding !== undefined);
    return finding;
  };

  return {
    hunt,
    expectShown: async ([mutant, id, eventsMax], object) => {
      for (const seed of SEEDS) {
        const { counterexample, reason, details, path } = await hunt(mutant, id, seed);
        assert.ok(counterexample !== null, reason ?? "it held");
        assert.notEqual(path, null);
        const { events } = planOf(counterexample.history, playOf(provider));
        assert.ok(events.length <= eventsMax, details.join("\n"));
        assert.ok(details.some((line) => line.includes(object)));
      }
    },
  };
}
