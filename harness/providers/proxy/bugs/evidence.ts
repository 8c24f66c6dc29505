/** Receivers that believe something other than Proxy's present state. @module */

import { withParts } from "../../../mutants/bugs/bend.ts";
import type { Received } from "../../../mutants/passing.ts";
import type { State } from "../../../mutants/records.ts";
import type { ProxyBug, ProxyContext, ProxyParts } from "../receiver/parts.ts";
import { signOf } from "../receiver/stamp.ts";

/** A5 and A6 together: what isn't here nobody has published. */
const PUBLISHED = new Set([
  "created",
  "payer_handoff_pending",
  "payer_opened",
  "paid",
  "provisionable",
  "cancelled",
  "failed",
  "expired",
  "trialing",
  "active",
  "past_due",
]);

export const evidenceMutants: readonly ProxyBug[] = [
  {
    name: "state/grants-by-type",
    bug: "It grants on every event called provisionable, whatever the session's status is.",
    parts: (correct) => ({
      ...correct,
      process: (event, verified, context) =>
        correct.process(
          event,
          verified,
          event.type === "proxy_session.provisionable"
            ? withParts(context, { conclude: () => "granted" })
            : context,
        ),
    }),
  },
  {
    name: "state/grants-from-the-payload",
    bug: "It takes the state from the payload, and reads nothing.",
    parts: (correct) => ({ ...correct, resolve: async (snapshot) => snapshot }),
  },
  {
    name: "state/buyer-from-the-payload",
    bug: "It takes the buyer from the payload.",
    parts: (correct) => mixing(correct, ({ buyer }) => ({ buyer })),
  },
  {
    name: "state/quantity-from-the-payload",
    bug: "It counts the units in the payload's cart.",
    parts: (correct) => mixing(correct, ({ quantity }) => ({ quantity })),
  },
  {
    name: "state/period-from-the-payload",
    bug: "It takes the end of the period from the payload.",
    parts: (correct) => mixing(correct, ({ periodEnd }) => ({ periodEnd })),
  },
  {
    name: "state/applies-before-verifying",
    bug: "It handles a delivery first, and verifies it before it answers.",
    parts: (correct) =>
      beforeVerifying(correct, (received, context) => {
        const verified = { ...received, claim: NO_CLAIM };
        const event = context.parts.readEvent(verified, context);
        return typeof event === "string" ? null : context.parts.process(event, verified, context);
      }),
  },
  {
    name: "state/reads-before-verifying",
    bug: "It reads the state of whatever a delivery names before it verifies it.",
    parts: (correct) =>
      beforeVerifying(correct, (received, context) => {
        const event = context.parts.readEvent({ ...received, claim: NO_CLAIM }, context);
        if (typeof event === "string" || event.snapshot === null) return null;
        return context.parts.resolve(event.snapshot, context);
      }),
  },
  {
    name: "state/reads-are-cached",
    bug: "It reads the state of each object once, and remembers it.",
    parts: (correct) => {
      const cache = new Map<string, unknown>();
      return {
        ...correct,
        readState: async (kind, id, environment) => {
          const state = cache.get(id) ?? (await correct.readState(kind, id, environment));
          cache.set(id, state);
          return state;
        },
      };
    },
  },
  {
    name: "state/acts-on-any-type",
    bug: "It acts on every event about a session or a subscription, whatever its type.",
    parts: (correct) => ({
      ...correct,
      kindOf: (type) => {
        if (type.startsWith("proxy_session.")) return "session";
        return type.startsWith("subscription.") ? "subscription" : null;
      },
    }),
  },
  {
    name: "state/grants-unknown-status",
    bug: "It grants on a status that it does not know.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) =>
        PUBLISHED.has(state.status) ? correct.conclude(state, policy) : "granted",
    }),
  },
  {
    name: "state/unknown-status-ends",
    bug: "It ends access on a status that it does not know.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) =>
        PUBLISHED.has(state.status) ? correct.conclude(state, policy) : "ended",
    }),
  },
  {
    name: "state/stale-read-counts",
    bug: "It uses an event up although the state read is older than the event.",
    parts: (correct) => ({
      ...correct,
      resolve: (snapshot, context) =>
        correct.resolve(snapshot, withParts(context, { compare: () => 0 })),
    }),
  },
  {
    name: "state/tied-stale-read-counts",
    bug: "It tells a stale read by the stamp alone, and so not where two states share it.",
    parts: (correct) => ({
      ...correct,
      resolve: (snapshot, context) =>
        correct.resolve(
          snapshot,
          withParts(context, { compare: (a, b) => signOf(a.updatedAt - b.updatedAt) }),
        ),
    }),
  },
  {
    name: "state/insists-on-equal-versions",
    bug: "It refuses an event if the state has changed since.",
    parts: (correct) => ({
      ...correct,
      resolve: (snapshot, context) =>
        correct.resolve(
          snapshot,
          withParts(context, { compare: (a, b) => -Math.abs(correct.compare(a, b)) }),
        ),
    }),
  },
];

const NO_CLAIM = { eventId: null, timestamp: "", signatures: [] };

/** Takes some of what counts from the payload, and the rest from the state that was read. */
function mixing(correct: ProxyParts, taken: (snapshot: State) => Partial<State>): ProxyParts {
  return {
    ...correct,
    resolve: async (snapshot, context) => ({
      ...(await correct.resolve(snapshot, context)),
      ...taken(snapshot),
    }),
  };
}

/** Does something with what has arrived, and handles it as it should afterwards. */
function beforeVerifying(
  correct: ProxyParts,
  act: (received: Received, context: ProxyContext) => Promise<unknown> | null,
): ProxyParts {
  return {
    ...correct,
    receive: async (incoming, context) => {
      const body = await context.parts.readBody(incoming, context.environment);
      if (typeof body !== "string") await act({ incoming, body }, context);
      return correct.receive(incoming, withParts(context, { readBody: async () => body }));
    },
  };
}
