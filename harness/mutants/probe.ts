/**
 * What a buyer may use now.
 *
 * @see spec/target-contract "The probe"; spec/proxy-checkout A13
 * @module
 */

import type { Entitlement, Environment, Parts } from "./parts.ts";

export const probe: Pick<Parts, "isAuthorized" | "buyerOf" | "show"> = {
  isAuthorized: ({ headers }, { probeToken }) =>
    headers.get("authorization")?.join() === `Bearer ${probeToken}`,

  buyerOf: ({ query }) => query.get("buyer_reference") ?? "",

  show: ({ entitlements }, buyer, { environment, parts }) => {
    const all = [...entitlements.values()];
    // A13, when access is read: written, two events at once could each miss the other.
    const replaced = new Set(all.map(({ state }) => state.startedBy));
    return all
      .filter(({ state }) => state.buyer === buyer && !replaced.has(state.id))
      .map((entitlement) => ({
        ...shown(entitlement, environment),
        provider: parts.names.provider,
      }));
  },
};

function shown({ state, access, quantity, grants }: Entitlement, { now }: Environment) {
  const isSubscription = state.kind === "subscription";
  const isOver = state.status === "cancelled" && Date.parse(state.periodEnd ?? "") <= now();
  return {
    source: state.id,
    access: isSubscription && isOver ? "ended" : access,
    renews: isSubscription ? state.status !== "cancelled" && !state.cancelsAtPeriodEnd : null,
    access_until: state.periodEnd,
    quantity,
    grants,
  };
}
