import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { History } from "../histories/history.ts";
import { T_V1 } from "../providers/proxy/schemes.ts";
import { senderNamed } from "../providers/testing.ts";
import { createWorlds } from "../simulator/stage.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { createTally } from "../trial/coverage.ts";
import { openTrial } from "../trial/trial.ts";
import { playHistory } from "./play.ts";

const FIRST = "whsec_YSBmaXJzdCBzZWNyZXQgb2YgcGxheQ==";
const SECOND = "whsec_YSBzZWNvbmQgc2VjcmV0IG9mIHBsYXk=";

/** A payment, which grants nothing, signed with the secret that is being rotated out. */
const PAID: History = {
  moves: [
    {
      verb: "pay",
      which: 0,
      quantity: 1,
      waitMs: 0,
      heard: [{ delay: 0, rank: 0, manner: "other_secret", joined: false }],
      repeats: [],
      noise: [],
    },
  ],
};

/** Acknowledges everything, and grants nothing. */
const AGREEABLE: Transport = {
  send: async () => ({
    kind: "answered",
    answer: { status: 200, headers: new Map(), body: new Uint8Array() },
  }),
  release: async () => ({ outcomes: [], overlapped: 0, releasedInMs: 0 }),
  keep: () => assert.fail("nothing is kept here"),
  hangUp: async () => {},
  readProbe: async () => ({ kind: "records", records: [] }),
};

const SENDER = senderNamed("proxy");

async function countsOf(secrets: Target["secrets"]) {
  const tally = createTally();
  const target: Target = {
    webhook: new URL("http://receiver.test/"),
    otherWebhooks: [],
    scheme: T_V1,
    secrets,
    spell: SENDER.wire.spell,
    toleranceSeconds: 300,
    bodyLimitBytes: 1024,
    answerWithinMs: 1000,
    bodyWithinMs: 1000,
    policy: DEFAULT_POLICY,
    probe: null,
    managed: null,
  };
  const trial = openTrial({
    sender: SENDER,
    target,
    transport: AGREEABLE,
    worlds: createWorlds(Date.now),
    tally,
    signal: new AbortController().signal,
    nextNonce: () => "nonce",
  });
  await playHistory(trial, PAID);
  return tally.counts();
}

describe("playHistory()", () => {
  test("counts a rotation where there is a second secret", async () => {
    assert.equal((await countsOf([FIRST, SECOND]))["honest other_secret"], 1);
  });

  test("counts none where there is one secret only, which signs it then", async () => {
    const counts = await countsOf([FIRST]);
    assert.equal(counts["honest other_secret"], undefined);
    assert.equal(counts["honest plain"], 1);
  });
});
