/** Receivers that are wrong about which events they have handled. @module */

import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { json } from "../answers.ts";
import type { OwnDisk } from "../disk.ts";
import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { Verified } from "../passing.ts";
import { addingUnits, grantOnceMore } from "./bend.ts";
import { recordingMutants } from "./dedupe-recording.ts";

/** How far behind its answers a receiver is that works later. */
const LATER_MS = 50;

export const dedupeMutants: readonly Bug[] = [
  {
    name: "dedupe/adds-on-every-delivery",
    bug: "It remembers no event, and adds the units with every delivery.",
    parts: (correct) => {
      let deliveries = 0;
      return countingBy(correct, () => {
        deliveries += 1;
        return `delivery ${deliveries}`;
      });
    },
  },
  {
    name: "dedupe/adds-on-every-event",
    bug: "It adds the units with every event that finds the purchase provisionable.",
    parts: (correct) => ({ ...correct, merge: addingUnits(correct) }),
  },
  {
    name: "dedupe/key-is-the-signature",
    bug: "It knows a delivery again by its signature, which is new for every attempt.",
    parts: (correct) => countingBy(correct, ({ claim }) => claim.signatures.join()),
  },
  {
    name: "dedupe/key-is-the-body",
    bug: "It knows an event again by its body, byte for byte.",
    parts: (correct) =>
      countingBy(correct, ({ body }) => createHash("sha256").update(body).digest("hex")),
  },
  {
    name: "dedupe/key-has-the-object",
    bug: "It knows an event again by its id and its object, so that one id counts for many objects.",
    parts: (correct) => ({
      ...correct,
      dedupeKey: ({ id, snapshot }) => `${id} ${snapshot?.id ?? ""}`,
    }),
  },
  {
    name: "dedupe/key-is-the-object",
    bug: "It knows an event again by its object, of which it handles the first event only.",
    parts: (correct) => ({ ...correct, dedupeKey: ({ id, snapshot }) => snapshot?.id ?? id }),
  },
  {
    name: "dedupe/key-is-type-and-object",
    bug: "It knows an event again by its type and object, so that a second renewal is none.",
    parts: (correct) => ({
      ...correct,
      dedupeKey: ({ id, type, snapshot }) => `${type} ${snapshot?.id ?? id}`,
    }),
  },
  {
    name: "dedupe/key-is-an-unsigned-header",
    bug: "It takes the event's id from a header that no signature covers.",
    parts: (correct) => ({
      ...correct,
      dedupeKey: ({ id }, { incoming }) => incoming.headers.get("x-event-id")?.[0] ?? id,
    }),
  },
  {
    name: "dedupe/ids-in-lower-case",
    bug: "It compares ids without their case.",
    parts: (correct) => ({ ...correct, dedupeKey: ({ id }) => id.toLowerCase() }),
  },
  {
    name: "dedupe/ids-trimmed",
    bug: "It trims ids before it compares them.",
    parts: (correct) => ({ ...correct, dedupeKey: ({ id }) => id.trim() }),
  },
  {
    name: "dedupe/ids-normalized",
    bug: "It normalizes ids before it compares them.",
    parts: (correct) => ({ ...correct, dedupeKey: ({ id }) => id.normalize() }),
  },
  {
    name: "dedupe/ids-truncated",
    bug: "It keeps the first 128 characters of an id.",
    parts: (correct) => ({ ...correct, dedupeKey: ({ id }) => id.slice(0, 128) }),
  },
  {
    name: "dedupe/duplicate-is-a-conflict",
    bug: "It answers 409 to an event that it knows.",
    parts: (correct) => ({
      ...correct,
      answerOutcome: (outcome, verified, context) =>
        outcome === "duplicate"
          ? json(409, { outcome })
          : correct.answerOutcome(outcome, verified, context),
    }),
  },
  ...recordingMutants,
  {
    name: "dedupe/ids-in-memory",
    bug: "It keeps in memory what it has handled and granted, and grants again after a restart.",
    parts: (correct) => {
      const inbox = new Set<string>();
      const granted = new Set<string>();
      return {
        ...correct,
        apply: (key, state, context) => {
          const { transact } = context.storage;
          const storage = {
            transact: <T>(work: Work<T>) => transact((disk) => work({ ...disk, inbox })),
          };
          return correct.apply(key, state, { ...context, storage });
        },
        merge: (held, next, context) => {
          const { state, access } = next;
          if (state.kind !== "session" || access !== "granted" || granted.has(state.id)) {
            return correct.merge(held, next, context);
          }
          granted.add(state.id);
          return grantOnceMore(held, state);
        },
      };
    },
  },
  {
    name: "dedupe/acknowledged-before-written",
    bug: "It acknowledges first, and writes a moment later.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        // Whatever becomes of it, the sender has its answer: that is the bug.
        wait(LATER_MS)
          .then(() => correct.apply(key, state, context))
          .catch(() => undefined);
        return "applied";
      },
    }),
  },
];

type Work<T> = (disk: OwnDisk) => T;

/** Relies on its key alone: whatever has another key adds the units. */
function countingBy(correct: Parts, keyOf: (verified: Verified) => string): Parts {
  return {
    ...correct,
    dedupeKey: (_event, verified) => keyOf(verified),
    merge: addingUnits(correct),
  };
}
