/** The correct receiver, which also sends a mail for each purchase: rightly, and in ways that are common. @module */

import { setTimeout as wait } from "node:timers/promises";
import type { Context, Parts } from "../mutants/parts.ts";
import type { State } from "../mutants/records.ts";

/** @param units That the mail is about; null where they are unknown. */
export type Send = (units: number | null) => void;

/** In the transaction that grants, where that is the first time. */
export function mailingOnce(send: Send) {
  return (correct: Parts): Parts => ({
    ...correct,
    merge: (held, next, context) => {
      const merged = correct.merge(held, next, context);
      const isFirst = merged.access === "granted" && held?.access !== "granted";
      if (isFirst && next.state.kind === "session") send(merged.quantity);
      return merged;
    },
  });
}

/** Longer than two deliveries of a race differ, also on a machine that is busy. */
const BETWEEN_MS = 20;

/** Looks whether it is granted already, and sends once it has granted: two at once both saw nothing. */
export function mailingUnlessSeen(send: Send) {
  return (correct: Parts): Parts => ({
    ...correct,
    apply: async (key, state, context) => {
      const wasGranted = await isGranted(state, context);
      await wait(BETWEEN_MS);
      const outcome = await correct.apply(key, state, context);
      if (!wasGranted && (await isGranted(state, context))) send(state?.quantity ?? null);
      return outcome;
    },
  });
}

/** Sends for each delivery that finds the purchase granted. */
export function mailingEachTime(send: Send) {
  return (correct: Parts): Parts => ({
    ...correct,
    apply: async (key, state, context) => {
      const outcome = await correct.apply(key, state, context);
      if (await isGranted(state, context)) send(state?.quantity ?? null);
      return outcome;
    },
  });
}

/** Remembers in a variable to whom it has written. */
export function mailingFromMemory(send: Send) {
  return (correct: Parts): Parts => {
    const written = new Set<string>();
    return {
      ...correct,
      apply: async (key, state, context) => {
        const outcome = await correct.apply(key, state, context);
        if (state !== null && (await isGranted(state, context)) && !written.has(state.id)) {
          written.add(state.id);
          send(state.quantity);
        }
        return outcome;
      },
    };
  };
}

async function isGranted(state: State | null, { storage }: Context): Promise<boolean> {
  if (state?.kind !== "session") return false;
  return storage.transact(({ entitlements }) => entitlements.get(state.id)?.access === "granted");
}
