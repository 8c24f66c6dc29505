/** A bench as tests want it: its figures are nobody's. @module */

import type { Result, Sample } from "./result.ts";

const SAMPLE: Sample = {
  perSecond: 1000,
  offered: null,
  p50Ms: 2,
  p99Ms: 8,
  refused: 0,
  costs: { receiver: 100, postgres: 50, generator: 20, api: 15 },
  memoryMb: 96,
  acknowledged: 6000,
  stored: { events: 6000 },
  wrong: null,
  yardstick: 10_000,
  ratio: 0.1,
};

/** @param rounds What differs in each round of each case. */
export function sampleResult(rounds: Readonly<Record<string, readonly Partial<Sample>[]>>): Result {
  return {
    version: 1,
    takenAt: "2026-11-27T12:00:00.000Z",
    machine: {
      cpu: "A processor",
      cores: 2,
      memoryGb: 8,
      system: "Linux 6 x64",
      software: "PostgreSQL 15, Bun 1, Deno 2, Node 24",
      commit: "abcdef0",
    },
    seconds: 5,
    rounds: Math.max(...Object.values(rounds).map((samples) => samples.length)),
    cases: Object.entries(rounds).map(([id, samples]) => ({
      id,
      about: `what ${id} does`,
      samples: samples.map((one) => ({ ...SAMPLE, ...one })),
    })),
  };
}
