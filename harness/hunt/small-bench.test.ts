import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ALL } from "../exhaustive/part.ts";
import { PROVIDERS, providerNamed } from "../providers/providers.ts";
import { MUTANTS } from "./all-mutants.ts";
import { openSmallBench } from "./small-bench.ts";

const DEFAULT_SIZE = { events: 3, deviations: 2 };

const NEVER = new AbortController().signal;

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

/** Whoever waits for all tests gets one schedule in 40, others one in 4,000. */
const SHARD_OF = BRIEF ? 4_000 : 40;

/** One of each kind of deviation, and none at all. */
const BRIEFLY: readonly string[] = [
  "order/late-renewal-shortens",
  "order/drops-equal-stamps",
  "race/read-then-insert",
  "race/slow-payment-takes-back",
];

/**
 * A mutant, what may happen after a purchase has begun, and how large the smallest schedule is that
 * shows it. Of fewer stories, so that the many that come before are not waited for.
 */
const SHOWN: readonly (readonly [string, readonly string[], events: number, deviations: number])[] =
  [
    ["order/late-renewal-resurrects", ["renew", "fail_payment"], 3, 0],
    ["order/late-renewal-shortens", ["renew"], 3, 0],
    ["order/late-failure-restricts", ["fail_payment", "recover"], 3, 0],
    ["order/late-schedule-sticks", ["schedule_cancellation", "undo_cancellation"], 3, 0],
    ["order/late-undo-sticks", ["schedule_cancellation", "renew"], 3, 0],
    ["order/last-read-wins", ["renew"], 3, 1],
    ["order/drops-equal-stamps", ["renew"], 3, 1],
    ["order/ties-ignore-the-period", ["renew"], 3, 1],
    ["race/read-then-insert", ["pay", "make_provisionable"], 2, 0],
    ["race/shared-variable", ["pay", "make_provisionable"], 3, 1],
    ["race/compares-before-reading", ["renew"], 3, 1],
    ["race/checks-then-writes", ["renew"], 3, 2],
    ["race/slow-payment-takes-back", ["pay", "make_provisionable"], 2, 1],
    ["race/stand-in-is-written", ["make_provisionable", "renew"], 3, 1],
  ];

function mutantNamed(name: string) {
  const mutant = MUTANTS.find((one) => one.name === name);
  assert.ok(mutant !== undefined, name);
  return mutant;
}

/** In memory, by the stories in which no more than this happens. */
function judge(name: string, verbs: readonly string[], size = DEFAULT_SIZE) {
  const mutant = mutantNamed(name);
  const { repertoire } = providerNamed(mutant.provider);
  const bench = openSmallBench(mutant.provider, size, NEVER, { ...repertoire, verbs });
  return bench.judge((correct) => mutant.parts(correct), ALL);
}

describe("every schedule of a size, in memory", () => {
  for (const { name } of PROVIDERS) {
    test(`breaks no correct receiver: one in ${SHARD_OF}, ${name}`, async () => {
      const bench = openSmallBench(name, DEFAULT_SIZE, NEVER);
      let played = 0;
      const part = { ...ALL, shard: { index: 1, of: SHARD_OF } };
      const shown = await bench.judge(
        (correct) => correct,
        part,
        (progress) => {
          played = progress.played;
        },
      );
      assert.equal(shown, null);
      assert.equal(played, Math.ceil(bench.total / SHARD_OF));
    });
  }

  for (const [name, verbs, events, deviations] of SHOWN) {
    test(`shows ${name} by ${events} events and ${deviations} deviations, and by no fewer`, {
      skip: BRIEF && !BRIEFLY.includes(name),
    }, async () => {
      const shown = await judge(name, verbs);
      assert.deepEqual(shown?.size, { events, deviations });
    });
  }

  for (const [name, verbs] of [
    ["race/slow-payment-takes-back", ["pay", "make_provisionable"]],
    ["dedupe/recorded-before-reading", ["pay", "make_provisionable"]],
  ] as const) {
    test(`finds no less where a look is spared that was taken before: ${name}`, async () => {
      const size = { events: 3, deviations: 1 };
      const mutant = mutantNamed(name);
      const { repertoire } = providerNamed(mutant.provider);
      const bench = openSmallBench(mutant.provider, size, NEVER, { ...repertoire, verbs });
      const first = await bench.judge((correct) => mutant.parts(correct), ALL);
      assert.ok(first !== null);
      // One alone has none before it: all looks are taken.
      for (let number = 1; number <= first.number; number += 1) {
        const alone = { ...ALL, from: number, to: number };
        const shown = await bench.judge((correct) => mutant.parts(correct), alone);
        assert.equal(shown?.number, number === first.number ? number : undefined);
      }
    });
  }

  test("tells the smallest story of a bug, and the same each time", async () => {
    const verbs = ["pay", "make_provisionable"];
    const tell = async () => (await judge("race/slow-payment-takes-back", verbs))?.details;
    const [first, second] = [await tell(), await tell()];
    assert.deepEqual(first, second);
    assert.deepEqual(first?.slice(3), [
      " 4  t+0  Proxy pay: psess_1",
      " 5  t+0  1 second passes",
      " 6  t+1 second  Proxy make provisionable: psess_1",
      " 7  deliver  evt_2  proxy_session.provisionable → 200",
      " 8  deliver  evt_1  proxy_session.paid  (read lags) → 200",
    ]);
  });

  test("shows who lets one delivery wait for another, though it is never answered", {
    skip: BRIEF,
  }, async () => {
    const shown = await judge("state/one-at-a-time", ["pay", "make_provisionable"]);
    assert.match(shown?.reason ?? "", /^a delivery is never answered/);
  });
});
