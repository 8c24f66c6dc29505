/** How far a run came that plays every schedule of a size. @module */

import { z } from "zod";
import { PROVIDERS } from "../providers/providers.ts";

export const schedulesSchema = z
  .object({
    provider: z.enum(PROVIDERS.map(({ name }) => name)).describe("Whose stories"),
    events: z.int().describe("In a story, at most"),
    deviations: z.int().describe("In a schedule, at most"),
    total: z.int().describe("All schedules of this size: counted before any was played"),
    shard: z.string().describe("Which of them were to be played: 2/4 is every fourth, 2 the first"),
    from: z.int().describe("The number of the first that was to be played"),
    planned: z.int().describe("How many of the shard there are from there on"),
    played: z.int().describe("How many of these were played"),
    next: z
      .int()
      .nullable()
      .describe("The first that was not, for --from; null where none is left"),
  })
  .readonly();

export type Schedules = z.infer<typeof schedulesSchema>;
