import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ONE_CASE } from "../histories/effort.ts";
import { T_V1 } from "../providers/proxy/schemes.ts";
import { senderNamed } from "../providers/testing.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { createWorlds } from "../simulator/stage.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { quotingWithout } from "../target/quoting.ts";
import type { Transport } from "../target/transport.ts";
import { createTally } from "../trial/coverage.ts";
import { expectAccepted } from "../trial/expect.ts";
import { ping } from "../trial/ping.ts";
import type { TrialSettings } from "../trial/trial.ts";
import { attempt } from "./attempt.ts";

const SECRET = "whsec_of_a_test";
const NONCE = "0123456789";

/** A target that answers everything with 503, and says its secret. */
const transport: Transport = {
  send: async () => ({
    kind: "answered",
    answer: {
      status: 503,
      headers: new Map(),
      body: new TextEncoder().encode(`{"error":"not_applied","secret":"${SECRET}"}`),
    },
  }),
  release: async () => ({ outcomes: [], overlapped: 0, releasedInMs: 0 }),
  keep: () => assert.fail("nothing is kept here"),
  hangUp: async () => {},
  readProbe: async () => ({ kind: "records", records: [] }),
};

function settings(): TrialSettings {
  const { signal } = new AbortController();
  const sender = senderNamed("proxy");
  const target = {
    webhook: new URL("http://127.0.0.1:9/"),
    otherWebhooks: [],
    scheme: T_V1,
    secrets: [SECRET],
    toleranceSeconds: 300,
    bodyLimitBytes: 1024,
    answerWithinMs: 1000,
    bodyWithinMs: 1000,
    policy: DEFAULT_POLICY,
    probe: null,
    managed: null,
    spell: sender.wire.spell,
  } as const;
  const worlds = createWorlds(Date.now);
  const tally = createTally();
  return { sender, target, transport, worlds, tally, signal, nextNonce: () => `${NONCE}a` };
}

const REQUIREMENT: Requirement = {
  ...{ id: "http/sample", provider: "proxy", level: "MUST", profile: "wire", claim: "c", why: "w" },
  ...{ source: "s", remedy: "r", proof: { cannot: "a test" } },
  check: async (trial) => expectAccepted(await trial.deliver(ping(trial)), "a ping"),
};

const MANNER = { listening: null, stopped: new AbortController().signal, withinMs: 60_000 };

describe("attempt()", () => {
  test("keeps the answer that broke a requirement, and the lines that were written about it", async () => {
    const { finding } = await attempt(REQUIREMENT, settings(), ONE_CASE, {
      ...MANNER,
      listening: {
        quoting: quotingWithout([SECRET]),
        writtenSince: () =>
          `evt_1_${NONCE}b is another trial's\nevt_1_${NONCE}a failed with ${SECRET}\n    at apply\n`,
        nonce: NONCE,
      },
    });
    assert.equal(finding.reason, "a ping: expected 2xx, got 503");
    assert.deepEqual(finding.observed, {
      durationMs: 0,
      answer: '503 {"error":"not_applied","secret":"[masked]"}',
      output: [`evt_1_${NONCE}a failed with [masked]`, "    at apply"],
    });
  });

  test("keeps what the check did, in symbols", async () => {
    const { finding } = await attempt(REQUIREMENT, settings(), ONE_CASE, MANNER);
    const sent = { event: "evt_1", type: "conformance.ping", how: null, answer: "503", times: 1 };
    assert.deepEqual(finding.story, [{ kind: "delivered", deliveries: [sent] }]);
  });

  test("quotes nothing where nobody listens", async () => {
    const { finding } = await attempt(REQUIREMENT, settings(), ONE_CASE, MANNER);
    assert.deepEqual(finding.observed, { durationMs: 0, answer: null, output: [] });
  });

  test("ends a check that never comes to an end, and accuses nobody", async () => {
    const endless = { ...REQUIREMENT, check: () => new Promise<void>(() => {}) };
    const { finding } = await attempt(endless, settings(), ONE_CASE, { ...MANNER, withinMs: 20 });
    assert.equal(finding.doubt, "out_of_time");
    const stopping = new AbortController();
    const { signal } = stopping;
    const stopped = attempt(endless, settings(), ONE_CASE, { ...MANNER, stopped: signal });
    stopping.abort();
    assert.equal((await stopped).finding.verdict, "untested");
  });
});
