/** Receivers that read the state rightly, and draw the wrong conclusion. @module */

import { handlingOnly, withoutStandIn, withParts } from "../../../mutants/bugs/bend.ts";
import type { ProxyBug } from "../receiver/parts.ts";

export const accessMutants: readonly ProxyBug[] = [
  {
    name: "state/grants-on-paid",
    bug: "It grants a session that is paid and not provisionable.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) =>
        state.status === "paid" ? "granted" : correct.conclude(state, policy),
    }),
  },
  {
    name: "state/only-payments-count",
    bug: "Of a session's events it handles the payment only.",
    parts: (correct) => ({
      ...correct,
      process: handlingOnly(
        correct,
        ({ type, snapshot }) => snapshot?.kind !== "session" || type === "proxy_session.paid",
      ),
    }),
  },
  {
    name: "state/any-end-grants",
    bug: "It grants on any final status of a session.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) => {
        const access = correct.conclude(state, policy);
        return access === "unavailable" ? "granted" : access;
      },
    }),
  },
  {
    name: "state/only-renewals-count",
    bug: "Of a subscription's events it handles the renewal only.",
    parts: (correct) => ({
      ...correct,
      process: handlingOnly(
        correct,
        ({ type, snapshot }) =>
          snapshot?.kind !== "subscription" || type === "subscription.renewed",
      ),
    }),
  },
  {
    name: "state/trial-grants-nothing",
    bug: "It gives no access during a trial.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) =>
        state.status === "trialing" ? null : correct.conclude(state, policy),
    }),
  },
  {
    name: "state/schedule-ends-access",
    bug: "It ends access when a cancellation is only scheduled.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) =>
        state.cancelsAtPeriodEnd ? "ended" : correct.conclude(state, policy),
    }),
  },
  {
    name: "state/undo-is-ignored",
    bug: "It marks a subscription as leaving once, and never takes that back.",
    parts: (correct) => ({
      ...correct,
      merge: (held, { state, access }, context) => {
        const cancelsAtPeriodEnd = held?.state.cancelsAtPeriodEnd || state.cancelsAtPeriodEnd;
        return correct.merge(held, { state: { ...state, cancelsAtPeriodEnd }, access }, context);
      },
    }),
  },
  {
    name: "state/past-due-is-ignored",
    bug: "It leaves access as it was when a payment fails.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) =>
        state.status === "past_due" ? null : correct.conclude(state, policy),
    }),
  },
  {
    name: "state/restricted-for-ever",
    bug: "It never changes a record again that it has restricted.",
    parts: (correct) => ({
      ...correct,
      merge: (held, next, context) =>
        held?.access === "restricted" ? held : correct.merge(held, next, context),
    }),
  },
  {
    name: "state/cancellation-is-ignored",
    bug: "It leaves access as it was when a subscription is cancelled.",
    parts: (correct) => ({
      ...correct,
      conclude: (state, policy) =>
        state.kind === "subscription" && state.status === "cancelled"
          ? null
          : correct.conclude(state, policy),
    }),
  },
  {
    name: "state/once-cancelled-always-cancelled",
    bug: "It gives no subscription to a buyer whose former one was cancelled.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        const hasLeft = await context.storage.transact(({ entitlements }) =>
          [...entitlements.values()].some(
            ({ state: held, access }) => held.buyer === state?.buyer && access === "ended",
          ),
        );
        const bent = withParts(context, { conclude: () => "ended" });
        return correct.apply(key, state, hasLeft ? bent : context);
      },
    }),
  },
  {
    name: "entitlement/periods-in-whole-seconds",
    bug: "It keeps the end of a period in whole seconds.",
    parts: (correct) => ({
      ...correct,
      stateOf: (object, kind, context) => {
        const state = correct.stateOf(object, kind, context);
        if (state === null || state.periodEnd === null) return state;
        return { ...state, periodEnd: state.periodEnd.replace(/\.\d+/, "") };
      },
    }),
  },
  {
    name: "state/both-records-grant",
    bug: "It shows the record of a session beside that of the subscription which it started.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) => correct.show(withoutStandIn(disk), buyer, context),
    }),
  },
  {
    name: "state/stand-in-needs-order",
    bug: "It removes a session's record when it hears of the subscription, and not if it comes later.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        const outcome = await correct.apply(key, state, context);
        const session = state?.startedBy ?? "";
        await context.storage.transact(({ entitlements }) => entitlements.delete(session));
        return outcome;
      },
      show: (disk, buyer, context) => correct.show(withoutStandIn(disk), buyer, context),
    }),
  },
];
