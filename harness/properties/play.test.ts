import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { History } from "../histories/history.ts";
import { inWords } from "../histories/in-words.ts";
import { T_V1 } from "../providers/proxy/schemes.ts";
import { senderNamed } from "../providers/testing.ts";
import { createWorlds } from "../simulator/stage.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { Broken } from "../target/verdict.ts";
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

function trialWith(secrets: Target["secrets"], tally = createTally()) {
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
  return openTrial({
    sender: SENDER,
    target,
    transport: AGREEABLE,
    worlds: createWorlds(Date.now),
    tally,
    signal: new AbortController().signal,
    nextNonce: () => "nonce",
  });
}

async function countsOf(secrets: Target["secrets"]) {
  const tally = createTally();
  await playHistory(trialWith(secrets, tally), PAID);
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

  test("tells what led to a disagreement step by step, and in the same words line by line", async () => {
    const bought: History = { moves: PAID.moves.map((move) => ({ ...move, verb: "purchase" })) };
    const error = await playHistory(trialWith([FIRST]), bought).catch((thrown) => thrown);
    assert.ok(error instanceof Broken);
    assert.deepEqual(error.details, inWords(error.story));
    assert.deepEqual(error.story.slice(-2), [
      {
        kind: "delivered",
        deliveries: [
          {
            event: "evt_2",
            type: "proxy_session.provisionable",
            how: null,
            answer: "200",
            times: 1,
          },
        ],
      },
      {
        kind: "compared",
        source: "psess_1",
        oracle: "granted 2 units",
        probe: "none",
        agrees: false,
      },
    ]);
  });
});
