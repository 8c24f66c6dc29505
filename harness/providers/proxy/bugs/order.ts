/** Receivers that believe the last one to speak, or that drop what they should not. @module */

import { change, followingTheStory, mergingBy } from "../../../mutants/bugs/bend.ts";
import type { ProxyBug, ProxyParts } from "../receiver/parts.ts";
import { signOf } from "../receiver/stamp.ts";

const SECOND_NS = 1_000_000_000n;
const MILLISECOND_NS = 1_000_000n;
const MICROSECOND_NS = 1000n;

export const orderMutants: readonly ProxyBug[] = [
  {
    name: "order/payment-takes-back",
    bug: "It sets a purchase back to unavailable when it hears of its payment after the grant.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "proxy_session.paid": change(({ access }) =>
          access === "granted" ? { access: "unavailable" } : {},
        ),
      }),
    }),
  },
  {
    name: "order/late-payment-grants",
    bug: "It grants a purchase that failed when it hears of its payment afterwards.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "proxy_session.paid": change(({ access }) =>
          access === "unavailable" ? { access: "granted" } : {},
        ),
      }),
    }),
  },
  {
    name: "order/late-renewal-resurrects",
    bug: "It grants access on every renewal, also where the subscription has ended since.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.renewed": change(() => ({ access: "granted" })),
      }),
    }),
  },
  {
    name: "order/late-failure-restricts",
    bug: "It restricts access on every failed payment, also where it has recovered since.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.payment_failed": change(() => ({ access: "restricted" })),
      }),
    }),
  },
  {
    name: "order/late-renewal-shortens",
    bug: "It takes the period from the renewal's event, so that a late one sets it back.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.renewed": change(({ state }, { periodEnd }) => ({
          state: { ...state, periodEnd },
        })),
      }),
    }),
  },
  {
    name: "order/late-schedule-sticks",
    bug: "It marks a subscription as leaving on every scheduled cancellation, also an undone one.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.cancel_scheduled": change(({ state }) => ({
          state: { ...state, cancelsAtPeriodEnd: true },
        })),
      }),
    }),
  },
  {
    name: "order/late-undo-sticks",
    bug: "It marks a subscription as renewing on every renewal, also where it leaves since.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.renewed": change(({ state }) => ({
          state: { ...state, cancelsAtPeriodEnd: false },
        })),
      }),
    }),
  },
  {
    name: "order/last-story-wins",
    bug: "It writes what each event tells, in the order in which they arrive.",
    parts: (correct) => ({
      ...correct,
      resolve: async (snapshot) => snapshot,
      merge: mergingBy(correct, () => 1),
    }),
  },
  {
    name: "order/cancellation-ends-the-buyer",
    bug: "It ends all that a buyer has when one subscription is cancelled.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.cancelled": ({ entitlements }, { buyer }) => {
          for (const [id, held] of entitlements) {
            if (held.state.buyer === buyer) entitlements.set(id, { ...held, access: "ended" });
          }
        },
      }),
    }),
  },
  {
    name: "order/one-mark-for-all",
    bug: "It drops what is older than the newest state that it has seen of any object.",
    parts: (correct) => {
      let newest = 0n;
      return {
        ...correct,
        apply: (key, state, context) => {
          const isOld = state !== null && state.updatedAt < newest;
          if (state !== null && !isOld) newest = state.updatedAt;
          return correct.apply(key, isOld ? null : state, context);
        },
      };
    },
  },
  {
    name: "order/last-read-wins",
    bug: "It writes whatever it read, over whatever it held.",
    parts: (correct) => ({ ...correct, merge: mergingBy(correct, () => 1) }),
  },
  {
    name: "order/ties-by-arrival",
    bug: "It takes the one that arrives last for the newer of two states with one stamp.",
    parts: (correct) => ({
      ...correct,
      merge: mergingBy(correct, (a, b) => signOf(a.updatedAt - b.updatedAt) || 1),
    }),
  },
  {
    name: "order/drops-equal-stamps",
    bug: "It drops a state whose stamp is not later than that of the one it holds.",
    parts: (correct) => ({
      ...correct,
      merge: mergingBy(correct, (a, b) => signOf(a.updatedAt - b.updatedAt)),
    }),
  },
  {
    name: "order/ties-ignore-the-period",
    bug: "It drops a state that differs from the one it holds in the period's end only.",
    parts: (correct) => ({
      ...correct,
      merge: mergingBy(correct, (a, b) =>
        correct.compare({ ...a, periodEnd: null }, { ...b, periodEnd: null }),
      ),
    }),
  },
  {
    name: "order/whole-seconds",
    bug: "It compares stamps by whole seconds.",
    parts: (correct) => ({ ...correct, merge: mergingBy(correct, cutTo(SECOND_NS, correct)) }),
  },
  {
    name: "order/stamps-cut-to-milliseconds",
    bug: "It cuts stamps to milliseconds, as a Date does.",
    parts: (correct) => ({ ...correct, compare: cutTo(MILLISECOND_NS, correct) }),
  },
  {
    name: "order/stamps-cut-to-microseconds",
    bug: "It cuts stamps to microseconds, as a database's own type does.",
    parts: (correct) => ({ ...correct, compare: cutTo(MICROSECOND_NS, correct) }),
  },
];

/** By the order of A11, of stamps that are cut to a unit. */
function cutTo(unitNs: bigint, correct: ProxyParts): ProxyParts["compare"] {
  return (a, b) =>
    correct.compare(
      { ...a, updatedAt: a.updatedAt / unitNs },
      { ...b, updatedAt: b.updatedAt / unitNs },
    );
}
