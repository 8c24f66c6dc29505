/** A receiver that is right, on a machine that is too busy to show it: it may not be accused. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Parts } from "../mutants/parts.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { openBench } from "./bench.ts";

const bench = openBench(new AbortController().signal);

async function judge(id: string, parts: (correct: Parts) => Parts) {
  const own = CATALOGUE.filter((one) => one.id === id);
  const subject = { provider: "proxy", parts, policy: DEFAULT_POLICY, seed: 1, runs: 1 };
  const [finding] = await bench.judge(subject, own, "one by one");
  assert.ok(finding !== undefined);
  return finding;
}

/** Longer than a third of the time after which the harness has a body given up. */
const LATE_MS = 550;

/** Takes so many bodies for late ones. */
function givingUp(bodies: number): (correct: Parts) => Parts {
  let left = bodies;
  return (correct) => ({
    ...correct,
    readBody: async (incoming, environment) => {
      if (left === 0) return correct.readBody(incoming, environment);
      left -= 1;
      await wait(LATE_MS);
      return "body_incomplete";
    },
  });
}

describe("a body in pieces", () => {
  test("is sent again where it came late", async () => {
    assert.equal((await judge("body/cut-characters", givingUp(2))).verdict, "held");
  });

  test("says nothing where it always comes late", async () => {
    const { verdict, reason } = await judge("body/cut-characters", givingUp(100));
    assert.equal(verdict, "untested");
    assert.match(reason ?? "", /^a body that comes in pieces takes so long here/);
  });
});
