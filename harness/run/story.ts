/** The form of a story in a report. @module */

import { z } from "zod";
import type { Step } from "../target/story.ts";

const sent = z
  .object({
    event: z.string(),
    type: z.string(),
    how: z.string().nullable().describe("What was out of the ordinary about it"),
    answer: z.string().describe("A status, or what happened instead of an answer"),
    times: z.int().describe("How many there were that differ in nothing"),
  })
  .readonly();

const step = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("known"), text: z.string() }).readonly(),
  z
    .object({
      kind: z.literal("happened"),
      at: z.string().nullable().describe("By the clock of the sender's world"),
      text: z.string(),
      event: z.string().nullable().describe("What announces it"),
    })
    .readonly(),
  z
    .object({
      kind: z.literal("delivered"),
      deliveries: z.array(sent).readonly().describe("More than one were sent together"),
    })
    .readonly(),
  z.object({ kind: z.literal("answered"), event: z.string(), answer: z.string() }).readonly(),
  z.object({ kind: z.literal("redelivered"), event: z.string(), type: z.string() }).readonly(),
  z
    .object({
      kind: z.literal("compared"),
      source: z.string(),
      oracle: z.string().describe("What had to be shown"),
      probe: z.string().describe("What was shown"),
      agrees: z.boolean(),
    })
    .readonly(),
  z.object({ kind: z.literal("noted"), text: z.string() }).readonly(),
]) satisfies z.ZodType<Step>;

/** Missing in the reports of former versions. */
export const storySchema = z
  .array(step)
  .readonly()
  .default([])
  .describe("What led to it, step by step; empty where nothing broke");
