import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isAccepted } from "../courier/outcome.ts";
import { T_V1 } from "../providers/proxy/schemes.ts";
import { buy, open } from "../providers/proxy/stories.ts";
import { atProxy } from "../providers/proxy/trial.ts";
import { senderNamed } from "../providers/testing.ts";
import { createWorlds } from "../simulator/stage.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import type { ShownRecord } from "../target/shown-record.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { Broken } from "../target/verdict.ts";
import { createTally } from "./coverage.ts";
import type { Sample } from "./delivering.ts";
import { createLag, type Lag } from "./lag.ts";
import { openTrial } from "./trial.ts";

const SENDER = senderNamed("proxy");

const TARGET: Target = {
  webhook: new URL("http://receiver.test/"),
  otherWebhooks: [],
  scheme: T_V1,
  secrets: ["whsec_YSBmaXJzdCBzZWNyZXQgb2YgcGxheQ=="],
  spell: SENDER.wire.spell,
  toleranceSeconds: 300,
  bodyLimitBytes: 1024,
  answerWithinMs: 1000,
  bodyWithinMs: 1000,
  policy: DEFAULT_POLICY,
  probe: null,
  managed: null,
};

/** What the probe shows at its first, second, … look, and from the last one on. */
type Looks = readonly [readonly ShownRecord[], ...(readonly ShownRecord[])[]];

/** A trial of a target that acknowledges everything, and shows what is written down. */
function trialOf(lag: Lag) {
  const samples: Sample[] = [];
  let looks: Looks = [[]];
  let looked = 0;
  const transport: Transport = {
    send: async () => ({
      kind: "answered",
      answer: { status: 200, headers: new Map(), body: new Uint8Array() },
    }),
    release: async () => ({ outcomes: [], overlapped: 0, releasedInMs: 0 }),
    keep: () => assert.fail("nothing is kept here"),
    hangUp: async () => {},
    readProbe: async () => {
      const records = looks[Math.min(looked, looks.length - 1)] ?? [];
      looked += 1;
      return { kind: "records", records };
    },
  };
  const trial = atProxy(
    openTrial({
      sender: SENDER,
      target: TARGET,
      transport,
      worlds: createWorlds(Date.now),
      tally: createTally(),
      signal: new AbortController().signal,
      nextNonce: () => "nonce",
      lag,
      measure: (sample) => samples.push(sample),
    }),
  );
  return {
    trial,
    shows: (...from: Looks): void => {
      looks = from;
      looked = 0;
    },
    looked: () => looked,
    settled: () => samples.filter(({ kind }) => kind === "settled"),
  };
}

/** One purchase, acknowledged, and compared. */
async function judged(lag: Lag, looksOf: (session: string) => Looks) {
  const { trial, shows, looked, settled } = trialOf(lag);
  const { buyer, session, provisionable } = buy(trial);
  shows(...looksOf(session));
  assert.ok(isAccepted(await trial.deliver({ event: provisionable })));
  const reason = await trial.expectEntitlements(buyer).then(
    () => null,
    (error: unknown) => {
      assert.ok(error instanceof Broken);
      return error.message;
    },
  );
  return { reason, looked: looked(), settled: settled() };
}

const granted = (source: string): ShownRecord => ({ source, access: "granted", quantity: 3 });
const twice = (source: string): ShownRecord => ({ ...granted(source), quantity: 6 });

const LONG_MS = 10_000;
const SHORT_MS = 60;

describe("a probe that may not take its time", () => {
  test("is looked at once, and nothing is measured", async () => {
    const right = await judged(createLag(0), (id) => [[granted(id)]]);
    assert.deepEqual(right, { reason: null, looked: 1, settled: [] });
  });

  test("that agrees a moment later is told of the setting that is made for it", async () => {
    const { reason } = await judged(createLag(0), (id) => [[], [], [granted(id)]]);
    assert.match(reason ?? "", /expected access granted, shown none; .* --settle <ms>/);
  });

  test("that shows what is nobody's is not looked at again", async () => {
    const { reason, looked } = await judged(createLag(0), (id) => [[twice(id)], [granted(id)]]);
    assert.match(reason ?? "", /expected quantity 3, shown 6$/);
    assert.ok(looked <= 2);
  });

  test("is not looked at again where enough of it was in vain, or nobody reads the words", async () => {
    const { reason, looked } = await judged(createLag(0, 0), (id) => [[], [granted(id)]]);
    assert.match(reason ?? "", /shown none$/);
    assert.equal(looked, 1);
  });
});

describe("a probe that may take its time", () => {
  test("may agree a little later, and it is measured how long that took", async () => {
    const { reason, settled } = await judged(createLag(LONG_MS), (id) => [[], [], [granted(id)]]);
    assert.equal(reason, null);
    const [sample, ...others] = settled;
    assert.ok(sample?.kind === "settled" && sample.waitedMs > 0);
    assert.deepEqual(others, []);
  });

  test("must agree in the end", async () => {
    const { reason } = await judged(createLag(SHORT_MS, 0), () => [[]]);
    assert.match(reason ?? "", /expected access granted, shown none$/);
  });

  test("that agrees after that time is told so", async () => {
    const late: Looks[number][] = Array.from({ length: SHORT_MS }, () => []);
    const { reason } = await judged(createLag(SHORT_MS), (id) => [[], ...late, [granted(id)]]);
    assert.match(reason ?? "", /only after the 60 ms of --settle$/);
  });

  test("is watched for a while after it agreed", async () => {
    const { reason } = await judged(createLag(SHORT_MS, 0), (id) => [[granted(id)], [twice(id)]]);
    assert.match(reason ?? "", /shown 6$/);
  });

  test("never shows what nobody has paid for, not even for a moment", async () => {
    const { trial, shows, looked } = trialOf(createLag(LONG_MS));
    const { buyer, session } = open(trial);
    shows([granted(session)], []);
    await trial.deliver({ event: trial.announce({ do: "pay", session }) });
    await assert.rejects(trial.expectEntitlements(buyer), /expected access none, shown granted/);
    assert.equal(looked(), 1);
  });

  test("never goes back behind what it has shown", async () => {
    const { trial, shows } = trialOf(createLag(SHORT_MS));
    const { buyer, session, provisionable } = buy(trial);
    await trial.settle(provisionable);
    shows([]);
    await trial.expectAllowed(buyer);
    shows([granted(session)]);
    await trial.expectEntitlements(buyer);
    shows([], [granted(session)]);
    await assert.rejects(trial.expectAllowed(buyer), /expected access granted, shown none/);
    shows([], [granted(session)]);
    await assert.rejects(trial.expectEntitlements(buyer), /expected access granted, shown none/);
  });
});
