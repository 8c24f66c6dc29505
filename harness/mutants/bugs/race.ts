/** Receivers that are right for one delivery after the other, and wrong for two at once. @module */

import { setTimeout as wait } from "node:timers/promises";
import type { Bug } from "../mutant.ts";
import type { State } from "../records.ts";
import { addingUnits, withParts } from "./bend.ts";

/** How long a receiver takes between its look and its write: longer than two deliveries differ. */
const BETWEEN_MS = 20;

export const raceMutants: readonly Bug[] = [
  {
    name: "race/read-then-insert",
    bug: "It asks whether it knows an event, and inserts it a moment later.",
    parts: (correct) => {
      let rows = 0;
      return {
        ...correct,
        apply: async (key, state, context) => {
          const { transact } = context.storage;
          if (await transact(({ inbox }) => inbox.has(key))) return "duplicate";
          await wait(BETWEEN_MS);
          const adding = withParts(context, { merge: addingUnits(correct) });
          rows += 1;
          const outcome = await correct.apply(`${key} row ${rows}`, state, adding);
          await transact(({ inbox }) => inbox.add(key));
          return outcome;
        },
      };
    },
  },
  {
    name: "race/shared-variable",
    bug: "It keeps the event that it handles in a variable that all deliveries share.",
    parts: (correct) => {
      let current: State | null = null;
      return {
        ...correct,
        resolve: async (snapshot, context) => {
          current = snapshot;
          await wait(1);
          return correct.resolve(current ?? snapshot, context);
        },
      };
    },
  },
];
