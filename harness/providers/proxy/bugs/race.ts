/** Receivers that are right for one delivery after the other, and wrong for two at once. @module */

import { setTimeout as wait } from "node:timers/promises";
import { withoutStandIn, withParts } from "../../../mutants/bugs/bend.ts";
import type { ProxyBug } from "../receiver/parts.ts";

/** How long a receiver takes between its look and its write: longer than two deliveries differ. */
const BETWEEN_MS = 20;

export const raceMutants: readonly ProxyBug[] = [
  {
    name: "race/in-flight-counts-as-done",
    bug: "It calls an event a duplicate while the first copy of it is still being handled.",
    parts: (correct) => {
      const inFlight = new Set<string>();
      return {
        ...correct,
        process: async (event, verified, context) => {
          if (inFlight.has(event.id)) return "duplicate";
          inFlight.add(event.id);
          try {
            return await correct.process(event, verified, context);
          } finally {
            inFlight.delete(event.id);
          }
        },
      };
    },
  },
  {
    name: "race/compares-before-reading",
    bug: "It looks up the version it holds before it reads the state, and compares with that.",
    parts: (correct) => ({
      ...correct,
      process: async (event, verified, context) => {
        const { storage } = context;
        const id = event.snapshot?.id ?? "";
        const held = await storage.transact(({ entitlements }) => entitlements.get(id));
        return correct.process(
          event,
          verified,
          withParts(context, { merge: (_held, next, inner) => correct.merge(held, next, inner) }),
        );
      },
    }),
  },
  {
    name: "race/checks-then-writes",
    bug: "It compares versions, and writes a moment later without comparing again.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        const id = state?.id ?? "";
        const held = await context.storage.transact(({ entitlements }) => entitlements.get(id));
        await wait(BETWEEN_MS);
        return correct.apply(
          key,
          state,
          withParts(context, { merge: (_held, next, inner) => correct.merge(held, next, inner) }),
        );
      },
    }),
  },
  {
    name: "race/slow-payment-takes-back",
    bug: "It removes a purchase's record whenever it reads a state that grants nothing.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        const outcome = await correct.apply(key, state, context);
        if (state?.status === "paid") {
          await context.storage.transact(({ entitlements }) => entitlements.delete(state.id));
        }
        return outcome;
      },
    }),
  },
  {
    name: "race/stand-in-is-written",
    bug: "It looks whether the other record of a purchase is there, and replaces it a moment later.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        const { transact } = context.storage;
        const isReplaced = await transact(({ entitlements }) =>
          [...entitlements.values()].some((held) => held.state.startedBy === state?.id),
        );
        const replaced = await transact(({ entitlements }) =>
          entitlements.has(state?.startedBy ?? "") ? (state?.startedBy ?? "") : "",
        );
        await wait(BETWEEN_MS);
        const outcome = await correct.apply(key, isReplaced ? null : state, context);
        await transact(({ entitlements }) => entitlements.delete(replaced));
        return outcome;
      },
      show: (disk, buyer, context) => correct.show(withoutStandIn(disk), buyer, context),
    }),
  },
];
