/** Receivers that tell the newer of two events by what says nothing of that. @module */

import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { ReceivedEvent, Verified } from "../passing.ts";
import { fieldIn } from "./bend.ts";

export const idsAsOrderMutants: readonly Bug[] = [
  {
    name: "order/highest-event-id-wins",
    bug: "It drops an event whose id is below that of another one about the same object.",
    parts: (correct) => droppingBelow(correct, ({ id }) => id),
  },
  {
    name: "order/lowest-event-id-wins",
    bug: "It drops an event whose id is above that of another one about the same object.",
    parts: (correct) => droppingBelow(correct, ({ id }) => id, -1),
  },
  {
    name: "order/latest-created-at-wins",
    bug: "It drops an event whose created_at is before that of another one about the same object.",
    parts: (correct) =>
      droppingBelow(correct, (_, { body }) => fieldIn(correct, body, "created_at") ?? ""),
  },
];

/** @param sign Below zero where what is above is dropped. */
function droppingBelow(
  correct: Parts,
  markOf: (event: ReceivedEvent, verified: Verified) => string,
  sign = 1,
): Parts {
  const marks = new Map<string, string>();
  return {
    ...correct,
    process: async (event, verified, context) => {
      const about = event.snapshot?.id ?? "";
      const mark = markOf(event, verified);
      const held = marks.get(about) ?? mark;
      if (sign * (Number(mark > held) - Number(mark < held)) < 0) return "stale";
      const outcome = await correct.process(event, verified, context);
      marks.set(about, mark);
      return outcome;
    },
  };
}
