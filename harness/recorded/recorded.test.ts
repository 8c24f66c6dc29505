import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Effort } from "../histories/effort.ts";
import type { Parts } from "../mutants/parts.ts";
import { inMemory } from "../providers/in-memory.ts";
import { startOwnReceiver } from "../providers/in-process.ts";
import { proxy } from "../providers/proxy/proxy.ts";
import { parseRecording, type RecordingLine, writeLine } from "../recording/recording.ts";
import { anHourAgo, createWorlds } from "../simulator/stage.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { overTheWire } from "../target/transport.ts";
import { Broken, Untested } from "../target/verdict.ts";
import { createTally } from "../trial/coverage.ts";
import { openTrial, type TrialSettings } from "../trial/trial.ts";
import { type Replay, renamed, replayOf } from "./deliveries.ts";
import { recordedRequirements } from "./requirements.ts";
import { tellable } from "./world.ts";

const FIXTURE = new URL("../../fixtures/recorded/demo.jsonl", import.meta.url);

const EFFORT: Effort = {
  seed: 1,
  runs: 10,
  path: null,
  shrinks: true,
  recorded: () => [],
  timeBudgetMs: 20_000,
  lanes: 1,
};

const SETTINGS = {
  policy: DEFAULT_POLICY,
  bodyLimitBytes: 64 * 1024,
  bodyWithinMs: 60_000,
  apiTimeoutMs: 60_000,
  probeToken: "probe",
};

type Receiver = Pick<TrialSettings, "target" | "sender" | "transport" | "worlds">;

const signal = new AbortController().signal;
let nonces = 0;

/** @returns Why each play breaks a receiver; null where it holds. */
async function judgedAt(
  replay: Replay,
  receiver: () => Receiver,
  only = /./,
): Promise<Record<string, Broken | null>> {
  const found: Record<string, Broken | null> = {};
  for (const requirement of recordedRequirements(replay).filter(({ id }) => only.test(id))) {
    const { sender, ...given } = receiver();
    const trial = openTrial({
      ...given,
      sender: tellable(sender),
      signal,
      tally: createTally(),
      nextNonce: () => `n${nonces++}`,
    });
    try {
      await requirement.check(trial, EFFORT);
      found[requirement.id] = null;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      found[requirement.id] = error;
    } finally {
      trial.close();
    }
  }
  return found;
}

/** @returns What puts a bug in; nothing for none. */
function changeOf(mutant: string | null): (correct: Parts) => Parts {
  const bug = proxy.mutants.find(({ name }) => name === mutant);
  assert.equal(bug?.name ?? null, mutant);
  return (correct) => bug?.parts(correct) ?? correct;
}

/** In memory. */
function judged(replay: Replay, mutant: string | null): Promise<Record<string, Broken | null>> {
  const { target, sender, start } = inMemory(proxy, SETTINGS, changeOf(mutant));
  return judgedAt(replay, () => ({ target, sender, ...start() }));
}

function replayOfText(text: string): Replay {
  const parsed = parseRecording(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return replayOf(parsed.recording);
}

const demo = (): Replay => replayOfText(readFileSync(FIXTURE, "utf8"));

function recordingOf(
  ...told: readonly (readonly [status: number | null, body: unknown])[]
): Replay {
  const at = "2026-11-27T10:00:00.000Z";
  const lines: readonly RecordingLine[] = [
    { kind: "recording", version: 1, startedAt: at },
    ...told.map(([status, body]): RecordingLine => {
      const json = typeof body === "string" ? body : JSON.stringify(body);
      const request = { method: "POST", target: "/hook", headers: [] };
      return { kind: "delivery", at, ...request, body: { json }, status, tookMs: 1 };
    }),
  ];
  return replayOfText(lines.map(writeLine).join(""));
}

const cart = { lineItems: [{ quantity: 2 }] };

function told(id: string, status: string, second: number, type: string): object {
  const updated_at = `2026-11-27T10:00:0${second}.000Z`;
  const object = { id: "psess_a", status, buyer_reference: "b", cart_snapshot: cart, updated_at };
  return { id, type: `proxy_session.${type}`, created_at: updated_at, data: { object } };
}

describe("a recording of the demo", () => {
  test("holds nothing but what can be replayed", () => {
    const { deliveries, leftOut } = demo();
    assert.deepEqual(leftOut, []);
    assert.ok(deliveries.filter((one) => one.told !== null).length > 15);
  });

  test("accuses no correct receiver", async () => {
    assert.deepEqual(
      Object.values(await judged(demo(), null)).filter((one) => one !== null),
      [],
    );
  });

  test("shows a receiver that adds on every delivery, by one line of it", async () => {
    const found = await judged(demo(), "dedupe/adds-on-every-delivery");
    assert.equal(found["recorded/as-it-was"], null);
    const { details = [], message = "" } = found["recorded/repeated"] ?? {};
    assert.match(message, /psess_\d+: expected quantity \d+, shown \d+/);
    const lines = details.filter((line) => line.startsWith("line "));
    assert.equal(lines.length, 2);
    assert.equal(lines[0], lines[1]);
  });

  test("shows a receiver whose read and write have room between them, when it is raced", async () => {
    const worlds = createWorlds(anHourAgo);
    const change = changeOf("race/read-then-insert");
    const { target, sender, close } = await startOwnReceiver({ provider: proxy }, SETTINGS, {
      worlds,
      change,
    });
    const transport = overTheWire(target, signal);
    const found = await judgedAt(demo(), () => ({ target, sender, worlds, transport }), /raced/);
    await close();
    assert.ok(found["recorded/raced"] instanceof Broken);
  });
});

describe("replayOf()", () => {
  test("leaves out what was refused, what is Gwop's and what was not kept, each with its line", () => {
    const { deliveries, leftOut } = recordingOf(
      [401, told("evt_1", "provisionable", 1, "provisionable")],
      [200, { event_id: "1", event_type: "invoice.paid" }],
      [400, told("evt_2", "provisionable", 1, "provisionable")],
      [200, told("evt_3", "provisionable", 1, "provisionable")],
    );
    assert.deepEqual(
      leftOut.map(({ line }) => line),
      [2, 3, 4],
    );
    assert.deepEqual(
      deliveries.map(({ line }) => line),
      [5],
    );
  });

  test("expects of what has no known shape the answer that it had", () => {
    const { deliveries } = recordingOf(
      [200, { id: "1", type: "something.new" }],
      [422, { id: "2", type: "proxy_session.paid", data: {} }],
      [null, { id: "3" }],
      [503, []],
    );
    assert.deepEqual(
      deliveries.map(({ told, expected }) => [told, expected]),
      [
        [null, "2xx"],
        [null, "4xx"],
        [null, "any"],
        [null, "any"],
      ],
    );
  });

  test("says which line is no recording's, and why", () => {
    const at = "2026-11-27T10:00:00Z";
    const first = JSON.stringify({ kind: "recording", version: 1, startedAt: at });
    const request = { kind: "delivery", at, method: "POST", target: "/", headers: [] };
    const line = { ...request, body: { json: "{}" }, status: 200, tookMs: 1 };
    assert.ok(parseRecording(`\ufeff${first}\r\n${JSON.stringify(line)}\r\n`).ok);
    for (const [text, problem] of [
      ["", /no recording/],
      ["{}", /no recording/],
      [`${first}\n{`, /^line 2 is not JSON/],
      [`${first}\n{"kind":"delivery"}`, /^line 2 is no delivery: at: /],
      [first.replace("1", "2"), /^line 1 is of version 2: this harness reads 1$/],
      [
        `${first}\n${JSON.stringify({ ...line, body: { json: "{" } })}`,
        /^line 2 is no delivery: body\.json: its text is no JSON$/,
      ],
      [
        `${first}\n${JSON.stringify({ ...line, "\u001b[31m\u202eodd": 1 })}`,
        /^line 2 is no delivery: no field is called \?\[31m\?odd$/,
      ],
    ] as const) {
      const parsed = parseRecording(text);
      assert.ok(!parsed.ok);
      assert.match(parsed.problems.join(), problem);
    }
  });
});

describe("renamed()", () => {
  test("gives ids other names and leaves the rest of the body as it was", () => {
    const json =
      '{ "id":"evt_x", "type":"proxy_session.paid", "data":{"object":{"id":"psess_x","note":"psess_x","buyer_reference":"b","n":1.0}}}';
    const { deliveries, symbols } = recordingOf([200, json]);
    const [only] = deliveries;
    assert.ok(only !== undefined);
    assert.equal(
      renamed(only, symbols, (symbol) => `${symbol}_n`),
      '{ "id":"evt_1_n", "type":"proxy_session.paid", "data":{"object":{"id":"psess_1_n","note":"psess_x","buyer_reference":"buyer_1_n","n":1.0}}}',
    );
  });
});

describe("a world that is told", () => {
  test("takes the newest state by its stamp, whatever was told last", async () => {
    const replay = recordingOf(
      [200, told("evt_2", "provisionable", 2, "provisionable")],
      [200, told("evt_1", "paid", 1, "paid")],
    );
    const found = await judged(replay, null);
    assert.deepEqual(Object.values(found), [null, null, null, null]);
  });

  test("accuses nobody of a purchase that was granted and charged back", async () => {
    const replay = recordingOf(
      [200, told("evt_1", "provisionable", 1, "provisionable")],
      [200, told("evt_2", "failed", 2, "failed")],
    );
    const found = await judged(replay, null);
    assert.deepEqual(Object.values(found), [null, null, null, null]);
  });

  test("is untested where nothing of the recording can be replayed", async () => {
    await assert.rejects(judged(recordingOf([401, {}]), null), Untested);
  });
});
