/** Receivers that record an event before it is done, or before it is known to be one. @module */

import { json } from "../answers.ts";
import type { Bug } from "../mutant.ts";
import type { Context, Parts } from "../parts.ts";
import type { Claim, Fault } from "../passing.ts";
import { fieldIn } from "./bend.ts";

export const recordingMutants: readonly Bug[] = [
  {
    name: "dedupe/recorded-before-reading",
    bug: "It records the event, then reads the state, and leaves the record where that fails.",
    parts: (correct) => ({
      ...correct,
      process: async (event, verified, context) => {
        const key = context.parts.dedupeKey(event, verified);
        if (!(await record(key, context))) return "duplicate";
        return correct.process(event, verified, ownInbox(context));
      },
    }),
  },
  {
    name: "dedupe/claimed-before-reading",
    bug: "It records the event first, and takes that back where handling fails, unless it is killed.",
    parts: (correct) => ({
      ...correct,
      process: async (event, verified, context) => {
        const key = context.parts.dedupeKey(event, verified);
        if (!(await record(key, context))) return "duplicate";
        try {
          return await correct.process(event, verified, ownInbox(context));
        } catch (error) {
          await context.storage.transact(({ inbox }) => inbox.delete(key));
          throw error;
        }
      },
    }),
  },
  {
    name: "dedupe/recorded-before-verifying",
    bug: "It records an event's id before it looks at the signature.",
    parts: (correct) => recordingWhere(correct, () => true),
  },
  {
    name: "dedupe/recorded-before-time-is-checked",
    bug: "It records an event whose signature holds before it looks at the timestamp.",
    parts: (correct) =>
      recordingWhere(
        correct,
        (claim) => typeof claim !== "string" || claim === "timestamp_outside_tolerance",
      ),
  },
  {
    name: "dedupe/recorded-before-the-body-is-checked",
    bug: "It records a verified event before it looks whether the body is one.",
    parts: (correct) => recordingWhere(correct, (claim) => typeof claim !== "string"),
  },
];

/** @returns Whether the event was new. */
function record(key: string, { storage }: Context): Promise<boolean> {
  return storage.transact(({ inbox }) => {
    const isNew = !inbox.has(key);
    inbox.add(key);
    return isNew;
  });
}

/** The event is in the inbox already: what applies it must not take it for a duplicate. */
function ownInbox(context: Context): Context {
  const dedupeKey: Parts["dedupeKey"] = (event, verified) =>
    `${context.parts.dedupeKey(event, verified)} in hand`;
  return { ...context, parts: { ...context.parts, dedupeKey } };
}

/** Remembers ids as soon as a delivery has come so far, and calls what it remembers a duplicate. */
function recordingWhere(correct: Parts, isFarEnough: (claim: Claim | Fault) => boolean): Parts {
  return {
    ...correct,
    receive: async (incoming, context) => {
      const body = await context.parts.readBody(incoming, context.environment);
      const received = { incoming, body: typeof body === "string" ? new Uint8Array() : body };
      const id = fieldIn(correct, received.body, correct.names.id);
      if (id !== null && isFarEnough(context.parts.verify(received, context))) {
        if (!(await record(`${id} seen`, context))) return json(200, { outcome: "duplicate" });
      }
      const parts = { ...context.parts, readBody: async () => body };
      return correct.receive(incoming, { ...context, parts });
    },
  };
}
