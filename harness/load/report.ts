/** What a load came to, as a value: what `harness bench --json` prints. @module */

import { z } from "zod";

const count = z.int().min(0);

const latency = z.object({
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  max: z.number(),
});

const step = z.object({
  offered: count.describe("Deliveries a second"),
  acknowledged: count.describe("Deliveries a second, up to the last answer"),
  deliveries: count,
  refused: count.describe("Answered, and not with 2xx"),
  unanswered: count.describe("No whole answer came"),
  latency: latency
    .nullable()
    .describe("Of what was acknowledged, in ms from when it was to be sent"),
  lateMs: z.number().describe("The harness's own share of it, at p99"),
  holds: z.boolean(),
  brokenBy: z.enum(["refusals", "latency", "the harness itself"]).nullable(),
});

const limit = z.enum(["the receiver", "the harness itself", "--rate-max"]);

export const loadReportSchema = z.object({
  version: z.literal(1),
  target: z.string(),
  provider: z.string(),
  scheme: z.string(),
  seconds: z.number().describe("For which each rate was held"),
  connections: count,
  bounds: z.object({ p99Ms: z.number(), refusedPercent: z.number() }),
  steps: z.array(step),
  sustainable: z
    .object({ perSecond: count, limitedBy: limit })
    .nullable()
    .describe("Null where no rate held"),
  atHalf: step.nullable().describe("The load at half of what can be sustained"),
  buyers: z.object({
    asked: count,
    redelivered: count.describe("Sent again, since they were not acknowledged under load"),
    wrong: count.describe("Who do not have what they bought, or not once"),
    examples: z.array(z.object({ buyer: z.string(), reason: z.string() })),
  }),
});

export type LoadReport = z.infer<typeof loadReportSchema>;
