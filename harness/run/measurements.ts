/** What a run measured, summed up: never part of a finding, since no two runs agree. @module */

import { z } from "zod";
import type { Sample } from "../trial/delivering.ts";

const spread = z
  .object({ median: z.number(), max: z.number() })
  .readonly()
  .nullable()
  .describe("Null where there was nothing to measure");

export const measurementsSchema = z
  .object({
    durationMs: z.number(),
    deliveries: z.int().describe("Requests sent to the webhook"),
    deliveriesPerSecond: z.number(),
    answerMs: spread.describe("From a delivery sent alone to its answer; null where none was sent"),
    releases: z.int().describe("How often deliveries were sent at the same moment"),
    releasedInMs: spread.describe("From the first last byte of such a group to the last one"),
    overlap: z
      .object({ median: z.number(), min: z.number() })
      .readonly()
      .nullable()
      .describe("The share of a group that was unanswered when the last one had been released"),
    settledInMs: spread.describe(
      "How long the probe took to agree with what was acknowledged; null without --settle",
    ),
    coverage: z
      .record(z.string(), z.int())
      .readonly()
      .describe("What generated histories really exercised, and how often"),
  })
  .readonly();

export type Measurements = z.infer<typeof measurementsSchema>;

/** @param coverage What was counted along the way. */
export function measurementsOf(
  samples: readonly Sample[],
  coverage: Measurements["coverage"],
  durationMs: number,
): Measurements {
  const alone = samples.filter((sample) => sample.kind === "alone");
  const together = samples.filter((sample) => sample.kind === "together");
  const settled = samples.filter((sample) => sample.kind === "settled");
  const deliveries = together.reduce((total, { sent }) => total + sent, alone.length);
  const overlaps = together.map(({ overlapped, sent }) => overlapped / sent);
  return {
    durationMs: Math.round(durationMs),
    deliveries,
    deliveriesPerSecond: durationMs === 0 ? 0 : rounded((deliveries * 1000) / durationMs),
    answerMs: spreadOf(alone.map(({ answerMs }) => answerMs)),
    releases: together.length,
    releasedInMs: spreadOf(together.map(({ releasedInMs }) => releasedInMs)),
    overlap:
      overlaps.length === 0 ? null : { median: medianOf(overlaps), min: rounded(minOf(overlaps)) },
    settledInMs: spreadOf(settled.map(({ waitedMs }) => waitedMs)),
    coverage,
  };
}

function spreadOf(values: readonly number[]): z.infer<typeof spread> {
  return values.length === 0 ? null : { median: medianOf(values), max: rounded(maxOf(values)) };
}

/** The lower one of two in the middle: a value that was measured. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return rounded(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0);
}

/** Long runs measure more than a call can take arguments. */
function maxOf(values: readonly number[]): number {
  return values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
}

function minOf(values: readonly number[]): number {
  return -maxOf(values.map((value) => -value));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
