/** Receivers that know an event again for a while. @module */

import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import { addingUnits, withParts } from "./bend.ts";

const LATEST_MAX = 1_000;
const LOADED_MAX = 100;
const FOR_MS = 2_000;

export const memoryMutants: readonly Bug[] = [
  {
    name: "dedupe/remembers-a-thousand",
    bug: `It knows the last ${LATEST_MAX} events, and adds the units of those that it has forgotten.`,
    parts: (correct) => forgettingWhen(correct, ({ size }) => size > LATEST_MAX),
  },
  {
    name: "dedupe/remembers-for-two-seconds",
    bug: "It knows an event for two seconds, and adds its units again after that.",
    parts: (correct) =>
      forgettingWhen(correct, (_inbox, addedAt) => performance.now() - addedAt > FOR_MS),
  },
  {
    name: "dedupe/loads-a-hundred",
    bug: `It loads the last ${LOADED_MAX} events when it starts, and adds the units of those before them.`,
    parts: (correct) => {
      const forgotten = new Set<string>();
      return {
        ...correct,
        begin: (context) => {
          correct.begin(context);
          const forget = ({ inbox }: { readonly inbox: Set<string> }): void => {
            for (const key of [...inbox].slice(0, -LOADED_MAX)) {
              inbox.delete(key);
              forgotten.add(key);
            }
          };
          // Ended before it began: the next life will do it.
          context.storage.transact(forget).catch(() => undefined);
        },
        apply: addingAgain(correct, forgotten),
      };
    },
  },
];

/** Forgets the oldest events, one after the other, as long as that is so. */
function forgettingWhen(
  correct: Parts,
  isOver: (inbox: ReadonlySet<string>, oldestAt: number) => boolean,
): Parts {
  const addedAt = new Map<string, number>();
  const forgotten = new Set<string>();
  const again = addingAgain(correct, forgotten);
  return {
    ...correct,
    apply: async (key, state, context) => {
      await context.storage.transact(({ inbox }) => {
        for (const [oldest, at] of addedAt) {
          if (!isOver(inbox, at)) break;
          addedAt.delete(oldest);
          inbox.delete(oldest);
          forgotten.add(oldest);
        }
        if (!addedAt.has(key)) addedAt.set(key, performance.now());
      });
      return again(key, state, context);
    },
  };
}

/** Rightly, but for events that were handled before and are known no more. */
function addingAgain(correct: Parts, forgotten: ReadonlySet<string>): Parts["apply"] {
  const merge = addingUnits(correct);
  return (key, state, context) =>
    correct.apply(key, state, forgotten.has(key) ? withParts(context, { merge }) : context);
}
