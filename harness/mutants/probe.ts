/**
 * What a buyer may use now.
 *
 * @see docs/target-contract.md#the-probe; docs/assumptions.md#a13
 * @module
 */

import type { Parts } from "./parts.ts";

export const probe: Pick<Parts, "isAuthorized" | "buyerOf" | "show" | "shown"> = {
  isAuthorized: ({ headers }, { probeToken }) =>
    headers.get("authorization")?.join() === `Bearer ${probeToken}`,

  buyerOf: ({ query }) => query.get("buyer_reference") ?? "",

  show: (disk, buyer, context) => {
    const all = [...disk.entitlements.values()];
    // A13, when access is read: written, two events at once could each miss the other.
    const replaced = new Set(all.map(({ state }) => state.startedBy));
    return all
      .filter(({ state }) => state.buyer === buyer && !replaced.has(state.id))
      .map((entitlement) => context.parts.shown(entitlement, disk, context));
  },

  shown: ({ state, access, quantity, grants }, _disk, { environment }) => {
    const isSubscription = state.kind === "subscription";
    const endedAt = Date.parse(state.periodEnd ?? "");
    const isOver = state.status === "cancelled" && endedAt <= environment.now();
    return {
      source: state.id,
      access: isSubscription && isOver ? "ended" : access,
      renews: isSubscription ? state.status !== "cancelled" && !state.cancelsAtPeriodEnd : null,
      access_until: state.periodEnd,
      quantity,
      grants,
      provider: state.provider,
    };
  },
};
