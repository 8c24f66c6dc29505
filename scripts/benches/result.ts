/** What a bench found, as it is kept in a file and compared with later ones. @module */

import { z } from "zod";

const count = z.number().min(0);

const measured = z.object({
  perSecond: count.describe("Acknowledged"),
  offered: count.nullable().describe("To be sent a second; null where the answers decide"),
  p50Ms: count,
  p99Ms: count,
  refused: count,
  costs: z
    .object({ receiver: z.number(), postgres: z.number(), generator: z.number(), api: z.number() })
    .describe("CPU microseconds an acknowledged delivery"),
  memoryMb: count.nullable().describe("At the peak"),
  acknowledged: count.describe("Warm-up included"),
  stored: z.record(z.string(), count),
  wrong: z.string().nullable().describe("Null where what was acknowledged is stored, once"),
});

const sample = measured.extend({
  yardstick: count.describe("Statements a second by pgbench, right before and right after"),
  ratio: count.describe("To that"),
});

export const resultSchema = z.object({
  version: z.literal(1),
  takenAt: z.string(),
  machine: z.object({
    cpu: z.string(),
    cores: z.int(),
    memoryGb: z.number(),
    system: z.string(),
    software: z.string(),
    commit: z.string(),
  }),
  seconds: count,
  rounds: z.int(),
  cases: z.array(z.object({ id: z.string(), about: z.string(), samples: z.array(sample).min(1) })),
});

export type Measured = z.infer<typeof measured>;
export type Sample = z.infer<typeof sample>;
export type Result = z.infer<typeof resultSchema>;
export type CaseResult = Result["cases"][number];
