import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ONE_CASE } from "../histories/effort.ts";
import { T_V1 } from "../providers/proxy/schemes.ts";
import { senderNamed } from "../providers/testing.ts";
import { sampleReport } from "../reporters/sample-report.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { createWorlds } from "../simulator/stage.ts";
import { TargetNotStarted } from "../target/managed-target.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { overTheWire } from "../target/transport.ts";
import { Broken } from "../target/verdict.ts";
import { createTally } from "../trial/coverage.ts";
import type { TrialSettings } from "../trial/trial.ts";
import { exitCodeOf } from "./exit-code.ts";
import { run } from "./run.ts";

/** Nobody is there: the checks of this file speak to no target. */
function settings(): TrialSettings {
  const { signal } = new AbortController();
  const sender = senderNamed("proxy");
  const target = {
    webhook: new URL("http://127.0.0.1:9/"),
    otherWebhooks: [],
    scheme: T_V1,
    secrets: ["whsec_YSB0ZXN0IHNlY3JldCBvZiBydW4udGVzdA=="],
    toleranceSeconds: 300,
    bodyLimitBytes: 1024,
    answerWithinMs: 1000,
    bodyWithinMs: 1000,
    policy: DEFAULT_POLICY,
    probe: null,
    managed: null,
    spell: sender.wire.spell,
  } as const;
  return {
    sender,
    target,
    transport: overTheWire(target, signal),
    worlds: createWorlds(Date.now),
    tally: createTally(),
    signal,
    nextNonce: () => "nonce",
  };
}

function requirement(check: Requirement["check"]): Requirement {
  const told = { claim: "c", why: "w", source: "s", remedy: "r", proof: { cannot: "a test" } };
  return { id: "http/sample", provider: "proxy", level: "MUST", profile: "wire", ...told, check };
}

async function findingOf(check: Requirement["check"]) {
  const [finding] = await run([requirement(check)], ONE_CASE, {
    settingsOf: settings,
    baseline: new Map(),
    onFinding: () => {},
  });
  assert.ok(finding !== undefined);
  return finding;
}

describe("run()", () => {
  test("calls a target that does not come up again unreachable, in one line", async () => {
    const finding = await findingOf(async () => {
      throw new TargetNotStarted("Cannot start the target: port in use\n\nits output");
    });
    assert.equal(finding.doubt, "unreachable");
    assert.equal(finding.reason, "Cannot start the target: port in use");
    assert.equal(exitCodeOf({ ...sampleReport, findings: [finding] }, false), 3);
  });

  test("calls what broke once of two tries inconclusive", async () => {
    let tries = 0;
    const finding = await findingOf(async () => {
      tries += 1;
      if (tries === 1) throw new Broken("granted twice");
    });
    assert.equal(finding.doubt, "different_when_repeated");
    assert.equal(finding.reason, "broken in 1 of 2 tries: granted twice");
  });

  test("calls any other error its own fault", async () => {
    const finding = await findingOf(async () => {
      throw new Error("Bug: a test");
    });
    assert.equal(finding.doubt, "harness_fault");
  });
});

describe("the order of a run", () => {
  test("lets nothing else be asked while a race crowds the target", async () => {
    let asked = 0;
    const company = new Map<string, number>();
    const counting = (id: string): Requirement => ({
      ...requirement(async () => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        company.set(id, asked);
        asked -= 1;
      }),
      id,
    });
    const ids = ["http/first", "race/one", "gwop/race/two", "http/second", "http/third"];
    await run(ids.map(counting), ONE_CASE, {
      settingsOf: settings,
      baseline: new Map(),
      onFinding: () => undefined,
    });
    assert.equal(company.get("race/one"), 1);
    assert.equal(company.get("gwop/race/two"), 1);
    assert.ok(Math.max(...company.values()) > 1, "the others are asked side by side");
  });

  /** As many that wait as there are lanes, and one more to be asked: it ends the waiting. */
  async function askBesideWaiting(lanes: number): Promise<readonly string[]> {
    const order: string[] = [];
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const waits = Array.from(
      { length: lanes },
      (_, index): Requirement => ({
        ...requirement(async () => {
          if (lanes > 1) await over;
          order.push("waited");
        }),
        id: `http/waits-${index}`,
        onlyWaits: true,
      }),
    );
    const asked = requirement(async () => {
      order.push("asked");
      end();
    });
    const how = { settingsOf: settings, baseline: new Map(), onFinding: () => undefined, lanes };
    await run([...waits, asked], ONE_CASE, how);
    return order;
  }

  test("gives no lane to what only waits for the target's own deadline", async () => {
    assert.deepEqual(await askBesideWaiting(2), ["asked", "waited", "waited"]);
  });

  test("asks a target that serves one connection at a time nothing beside what waits", async () => {
    assert.deepEqual(await askBesideWaiting(1), ["waited", "asked"]);
  });
});
