/** Receivers that take the age of an event for the age of its delivery. @module */

import type { Bug } from "../mutant.ts";
import { fieldIn } from "./bend.ts";

const DAY_MS = 86_400_000;

export const orderMutants: readonly Bug[] = [
  {
    name: "order/drops-old-events",
    bug: "It drops events that were made more than a day ago.",
    parts: (correct) => ({
      ...correct,
      process: async (event, verified, context) => {
        const madeAt = Date.parse(fieldIn(correct, verified.body, "created_at") ?? "");
        if (context.environment.now() - madeAt > DAY_MS) return "stale";
        return correct.process(event, verified, context);
      },
    }),
  },
];
