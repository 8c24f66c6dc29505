import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openBench } from "../../../hunt/bench.ts";
import type { Parts } from "../../../mutants/parts.ts";
import { CATALOGUE } from "../../../run/catalogue.ts";
import { DEFAULT_POLICY } from "../../../target/policy.ts";

/** Judges a receiver that answers so where it can't read the state. */
async function judged(id: string, status: number, headers: Readonly<Record<string, string>>) {
  const bench = openBench(new AbortController().signal);
  const parts = (correct: Parts): Parts => ({
    ...correct,
    answerError: () => ({ status, headers, body: "" }),
  });
  const subject = { provider: "proxy", parts, policy: DEFAULT_POLICY, seed: 1, runs: 1 };
  const requirement = CATALOGUE.find((each) => each.id === id);
  assert.ok(requirement !== undefined);
  const [finding] = await bench.judge(subject, [requirement], "one by one");
  return [finding?.verdict, finding?.reason];
}

describe("http/retry-after", () => {
  test("accuses a 503 without Retry-After, and nobody who answers another status", async () => {
    assert.deepEqual(await judged("http/retry-after", 503, { "retry-after": "1" }), ["held", null]);
    const broken = ["broken", "a 503 without a Retry-After that can be read"];
    assert.deepEqual(await judged("http/retry-after", 503, {}), broken);
    const untested = ["untested", "it answers no 503 to this: 500"];
    assert.deepEqual(await judged("http/retry-after", 500, {}), untested);
  });
});
