import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Mutant } from "../mutants/mutant.ts";
import { isInvariant } from "../properties/invariant.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { MUTANTS } from "./all-mutants.ts";
import { openBench } from "./bench.ts";
import { huntOnBench } from "./hunt-on-bench.ts";

const bench = openBench(new AbortController().signal);

/** The fixed stories about Proxy's state: those in which a bug could be met by chance. */
const STORIES = CATALOGUE.filter(
  (one) => one.provider === "proxy" && one.profile === "state" && !isInvariant(one),
);

/** @returns The requirements that notice the bug. */
async function brokenBy(name: string) {
  const mutant = MUTANTS.find((one) => one.name === name);
  assert.ok(mutant !== undefined);
  const parts: Mutant["parts"] = (correct) => mutant.parts(correct);
  const subject = { provider: "proxy", parts, policy: DEFAULT_POLICY, seed: 1, runs: 1 };
  const findings = await bench.judge(subject, STORIES, "side by side");
  return findings.filter(({ verdict }) => verdict === "broken");
}

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

describe("the fixed stories", () => {
  for (const name of [
    "order/drops-equal-stamps",
    "order/ties-by-arrival",
    "order/ties-ignore-the-period",
    "state/tied-stale-read-counts",
  ]) {
    test(`meet ${name} only where they say "the same updated_at"`, {
      timeout: 60_000,
      skip: BRIEF && name !== "order/drops-equal-stamps",
    }, async () => {
      const broken = await brokenBy(name);
      assert.notEqual(broken.length, 0);
      for (const { id, claim } of broken) assert.match(claim, /the same updated_at/, id);
    });
  }

  test("meet a receiver that keeps periods in whole seconds by one SHOULD", {
    timeout: 60_000,
    skip: BRIEF,
  }, async () => {
    const broken = await brokenBy("entitlement/periods-in-whole-seconds");
    const found = broken.map(({ id, level }) => [id, level]);
    assert.deepEqual(found, [["entitlement/period-finer-than-seconds", "SHOULD"]]);
  });
});

describe("the generated histories", () => {
  const { hunt } = huntOnBench("proxy");

  test("mark the states that share a stamp, where it takes that to break", async () => {
    const { details } = await hunt("order/drops-equal-stamps", "order/any-order", 1);
    assert.ok(details.some((line) => / with the same updated_at as in evt_\d+$/.test(line)));
  });

  test("mark a read that lags to a state with the event's stamp", async () => {
    const { details } = await hunt("state/tied-stale-read-counts", "order/any-order", 1);
    assert.ok(details.some((line) => line.includes("to a state with the same updated_at")));
  });

  test("have no such states, where it breaks without them", async () => {
    const { details } = await hunt("order/late-renewal-shortens", "entitlement/renewals-kept", 1);
    assert.ok(!details.some((line) => line.includes("the same updated_at")), details.join("\n"));
  });

  test("tell two schedules in words", async () => {
    const { details } = await hunt("order/last-story-wins", "order/schedules-agree", 1);
    assert.ok(
      details.some((line) => line.endsWith("1 second passes")),
      details.join("\n"),
    );
    assert.doesNotMatch(details.join("\n"), /waitMs|\d ms/);
  });
});
