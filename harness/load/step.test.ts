import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WireOutcome } from "../courier/wire.ts";
import { limitOf, stepOf } from "./step.ts";

const BOUNDS = { p99Ms: 100, refusedPercent: 10 };

function answered(status: number): WireOutcome {
  return { kind: "answered", answer: { status, headers: new Map(), body: new Uint8Array() } };
}

function arrivals(times: number, outcome: WireOutcome, latencyMs = 5, lateMs = 0) {
  return Array.from({ length: times }, () => ({ outcome, latencyMs, lateMs }));
}

describe("stepOf()", () => {
  test("counts what was refused and what was not answered apart, and neither as fast", () => {
    const step = stepOf(
      100,
      [
        ...arrivals(97, answered(200), 5),
        ...arrivals(2, answered(503), 0.1),
        ...arrivals(1, { kind: "cut" }, 0.1),
      ],
      BOUNDS,
    );
    assert.deepEqual(
      [step.deliveries, step.refused, step.unanswered, step.latency?.p50],
      [100, 2, 1, 5],
    );
    assert.equal(step.holds, true);
  });

  for (const [name, some, brokenBy] of [
    [
      "too much is refused",
      [...arrivals(8, answered(200)), ...arrivals(1, answered(503))],
      "refusals",
    ],
    ["nothing is acknowledged", arrivals(9, answered(401)), "refusals"],
    ["it is slow", arrivals(9, answered(200), 101), "latency"],
    ["we are late ourselves", arrivals(9, answered(200), 101, 51), "the harness itself"],
  ] as const) {
    test(`does not hold where ${name}`, () => {
      const step = stepOf(100, some, BOUNDS);
      assert.deepEqual([step.holds, step.brokenBy], [false, brokenBy]);
    });
  }

  test("tells a rate by the last answer, so that a backlog is not counted as done in time", () => {
    const step = stepOf(10, [...arrivals(19, answered(200)), ...arrivals(1, answered(200), 2100)], {
      ...BOUNDS,
      p99Ms: 10_000,
    });
    assert.equal(step.acknowledged, 5); // 20 within 1.9 s and 2.1 s
  });
});

describe("limitOf()", () => {
  const held = (offered: number) => stepOf(offered, arrivals(9, answered(200)), BOUNDS);
  const slow = (offered: number) => stepOf(offered, arrivals(9, answered(200), 101), BOUNDS);
  const late = (offered: number) => stepOf(offered, arrivals(9, answered(200), 101, 99), BOUNDS);

  for (const [name, steps, limit] of [
    ["--rate-max where all held", [held(50), held(100)], "--rate-max"],
    [
      "--rate-max where a lower one held only the second time",
      [slow(50), held(50), held(100)],
      "--rate-max",
    ],
    ["the receiver where it was slow once", [held(100), slow(200), late(200)], "the receiver"],
    [
      "the harness where it was late each time",
      [held(100), slow(400), late(200), late(200)],
      "the harness itself",
    ],
  ] as const) {
    test(`is ${name}`, () => assert.equal(limitOf(steps, 100), limit));
  }
});
