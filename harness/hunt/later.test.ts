/** Receivers that apply later, before the requirements, with and without time to settle. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addingUnits } from "../mutants/bugs/bend.ts";
import { forgetting, queueing } from "../mutants/later.ts";
import type { Parts } from "../mutants/parts.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { openBench } from "./bench.ts";

const SETTLE_MS = 500;

const bench = openBench(new AbortController().signal);

/** @returns What is not held of these requirements, with its verdict. */
async function found(
  parts: (correct: Parts) => Parts,
  ids: readonly string[],
  { settleMs = SETTLE_MS, provider = "proxy" } = {},
): Promise<Readonly<Record<string, string>>> {
  const requirements = CATALOGUE.filter((one) => one.provider === provider && ids.includes(one.id));
  assert.equal(requirements.length, ids.length);
  const subject = { provider, parts, policy: DEFAULT_POLICY, seed: 1, runs: 10, settleMs };
  const findings = await bench.judge(subject, requirements, "side by side");
  const others = findings.filter(({ verdict }) => verdict !== "held");
  return Object.fromEntries(others.map(({ id, verdict }) => [id, verdict]));
}

/** Where what is acknowledged must stay: reads that fail, kills, lost answers, copies. */
const KEPT = [
  "dedupe/same-delivery-twice",
  "dedupe/failure-is-not-a-duplicate",
  "dedupe/acknowledged-then-killed",
  "dedupe/killed-in-flight",
  "dedupe/unacknowledged-comes-again",
  "state/along-the-way",
  "state/failed-read-is-retried",
  "state/api-unavailable",
  "state/outage-keeps-access",
  "http/answers-when-api-hangs",
  "race/stale-writer",
];

const GRANTED = "state/provisionable-grants";

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

describe("a receiver with a durable queue", { timeout: 120_000 }, () => {
  test("is acquitted, where it is given its time", { skip: BRIEF }, async () => {
    assert.deepEqual(await found(queueing, KEPT), {});
  });

  test("is accused, where it is not", async () => {
    const accused = await found(queueing, [GRANTED], { settleMs: 0 });
    assert.deepEqual(accused, { [GRANTED]: "broken" });
  });

  test("is acquitted of another sender's events as well", async () => {
    const others = PROVIDERS.filter(({ name }) => name !== "proxy");
    for (const { name: provider } of others) {
      const ids = ["dedupe/same-delivery-twice", "dedupe/acknowledged-then-killed"];
      const theirs = ids.map((id) => `${provider}/${id}`);
      assert.deepEqual(await found(queueing, theirs, { provider }), {});
    }
  });
});

describe("a receiver that answers first, and forgets what then fails", { timeout: 120_000 }, () => {
  const LOST = ["dedupe/acknowledged-then-killed", "dedupe/failure-is-not-a-duplicate"];
  for (const settleMs of [0, SETTLE_MS]) {
    test(`is accused with ${settleMs} ms to settle: what it acknowledged is lost`, async () => {
      const lost = Object.fromEntries(LOST.map((id) => [id, "broken"]));
      assert.deepEqual(await found(forgetting, LOST, { settleMs }), lost);
    });
  }
});

/** What the time to settle hides from nobody. */
const BUGS: readonly (readonly [string, string, (correct: Parts) => Parts])[] = [
  [
    "never applies what it has put into its queue",
    GRANTED,
    (correct) => queueing({ ...correct, process: async () => "unchanged" }),
  ],
  [
    "grants on a payment, until it gets to the state",
    "state/paid-does-not-grant",
    (correct) => queueing(grantingFirst(correct)),
  ],
  [
    "applies a copy as well, when it gets to it",
    "dedupe/same-delivery-twice",
    (correct) =>
      queueing({
        ...correct,
        apply: (key, state, context) =>
          correct.apply(`${key} ${performance.now()}`, state, context),
        merge: addingUnits(correct),
      }),
  ],
  [
    "takes every renewal of a subscription for the first one again",
    "dedupe/every-renewal",
    (correct) =>
      queueing({ ...correct, dedupeKey: ({ type, snapshot }) => `${type} ${snapshot?.id}` }),
  ],
  [
    "grants from the payload, while the state can't be read",
    "state/api-unavailable",
    (correct) => queueing({ ...correct, resolve: believing(correct) }),
  ],
];

describe("a receiver with a durable queue, and time to settle,", { timeout: 120_000 }, () => {
  for (const [bug, id, parts] of BUGS) {
    test(`is accused if it ${bug}`, async () => {
      assert.deepEqual(await found(parts, [id]), { [id]: "broken" });
    });
  }
});

/** Shows access for a moment, of what was only paid. */
function grantingFirst(correct: Parts): Parts {
  return {
    ...correct,
    process: async (event, verified, context) => {
      const { snapshot } = event;
      if (snapshot === null) return correct.process(event, verified, context);
      await context.storage.transact(({ entitlements }) => {
        if (entitlements.has(snapshot.id)) return;
        entitlements.set(snapshot.id, {
          state: snapshot,
          access: "granted",
          quantity: 1,
          grants: 1,
        });
      });
      await new Promise((resolve) => setTimeout(resolve, 30));
      await context.storage.transact(({ entitlements }) => entitlements.delete(snapshot.id));
      return correct.process(event, verified, context);
    },
  };
}

function believing(correct: Parts): Parts["resolve"] {
  return async (snapshot, context) => {
    try {
      return await correct.resolve(snapshot, context);
    } catch {
      return snapshot;
    }
  };
}
