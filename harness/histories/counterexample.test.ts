import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ANY_VERB } from "../providers/proxy/verbs.ts";
import { playOf } from "../providers/testing.ts";
import { VERBS } from "../run/catalogue.ts";
import { readCounterexample, writeCounterexample } from "./counterexample.ts";
import { histories, MANNERS } from "./history.ts";
import { planOf } from "./plan.ts";

const play = playOf("proxy");

const found = {
  reason: "psess_1: expected access granted, shown none",
  steps: [" 1  t+0  Proxy pay: psess_1"],
  hits: 3,
  replays: 3,
  seed: 7,
  path: "1:2",
};

describe("a counterexample's file", () => {
  test("brings back the plan of any history, and all that was found", () => {
    const anything = histories({
      verbs: ANY_VERB,
      manners: MANNERS,
      joined: true,
      forgeries: true,
    });
    fc.assert(
      fc.property(anything, (history) => {
        const text = writeCounterexample({
          version: 1,
          invariant: "order/any-order",
          found,
          history,
        });
        const read = readCounterexample(text, VERBS);
        assert.ok(read.ok);
        assert.deepEqual(read.counterexample.found, found);
        assert.deepEqual(planOf(read.counterexample.history, play), planOf(history, play));
      }),
    );
  });

  test("says what is wrong with it", () => {
    assert.deepEqual(readCounterexample("{", VERBS), { ok: false, problem: "is not JSON" });
    const read = readCounterexample('{"version":2}', VERBS);
    assert.ok(!read.ok);
    assert.match(read.problem, /version/);
  });
});
