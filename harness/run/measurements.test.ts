import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Sample } from "../trial/delivering.ts";
import { measurementsOf } from "./measurements.ts";

describe("measurementsOf()", () => {
  test("sums up how long answers took, and how many requests met", () => {
    const samples: readonly Sample[] = [
      { kind: "alone", answerMs: 30 },
      { kind: "alone", answerMs: 1.239 },
      { kind: "together", sent: 100, overlapped: 90, releasedInMs: 2 },
      { kind: "alone", answerMs: 4 },
      { kind: "settled", waitedMs: 0 },
      { kind: "settled", waitedMs: 21.5 },
      { kind: "together", sent: 8, overlapped: 8, releasedInMs: 1 },
    ];
    assert.deepEqual(measurementsOf(samples, { races: 2 }, 2000), {
      durationMs: 2000,
      deliveries: 111,
      deliveriesPerSecond: 55.5,
      answerMs: { median: 4, max: 30 },
      releases: 2,
      releasedInMs: { median: 1, max: 2 },
      overlap: { median: 0.9, min: 0.9 },
      settledInMs: { median: 0, max: 21.5 },
      coverage: { races: 2 },
    });
  });

  test("says nothing of what was not measured", () => {
    assert.deepEqual(measurementsOf([], {}, 0), {
      durationMs: 0,
      deliveries: 0,
      deliveriesPerSecond: 0,
      answerMs: null,
      releases: 0,
      releasedInMs: null,
      overlap: null,
      settledInMs: null,
      coverage: {},
    });
  });
});
