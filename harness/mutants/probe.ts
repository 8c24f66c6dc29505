/**
 * What a buyer may use now.
 *
 * @see spec/target-contract "The probe"; spec/proxy-checkout A13
 * @module
 */

import type { Disk } from "./disk.ts";
import type { Context, Parts } from "./parts.ts";
import type { Environment, Shown } from "./passing.ts";
import type { Entitlement } from "./records.ts";

export const probe: Pick<Parts, "isAuthorized" | "buyerOf" | "show"> = {
  isAuthorized: ({ headers }, { probeToken }) =>
    headers.get("authorization")?.join() === `Bearer ${probeToken}`,

  buyerOf: ({ query }) => query.get("buyer_reference") ?? "",

  show: (disk, buyer, context) => {
    const { entitlements } = disk;
    const all = [...entitlements.values()];
    // A13, when access is read: written, two events at once could each miss the other.
    const replaced = new Set(all.map(({ state }) => state.startedBy));
    return all
      .filter(({ state }) => state.buyer === buyer && !replaced.has(state.id))
      .map((entitlement) =>
        entitlement.state.bill === undefined
          ? shown(entitlement, context.environment)
          : shownInvoice(entitlement, disk, context),
      );
  },
};

function shown({ state, access, quantity, grants }: Entitlement, { now }: Environment): Shown {
  const isSubscription = state.kind === "subscription";
  const isOver = state.status === "cancelled" && Date.parse(state.periodEnd ?? "") <= now();
  return {
    source: state.id,
    access: isSubscription && isOver ? "ended" : access,
    renews: isSubscription ? state.status !== "cancelled" && !state.cancelsAtPeriodEnd : null,
    access_until: state.periodEnd,
    quantity,
    grants,
    provider: "proxy",
  };
}

function shownInvoice(
  { state, access, quantity, grants }: Entitlement,
  { invoices, told }: Disk,
  { parts }: Context,
): Shown {
  const invoice = invoices.get(state.id);
  const own = told.filter(({ bill }) => invoice && bill && parts.belongs(bill, invoice));
  const flags = invoice === undefined ? [] : parts.flagsOf(own, invoice);
  return {
    source: state.id,
    access,
    renews: null,
    access_until: null,
    quantity,
    grants,
    provider: "gwop",
    ...(flags.length === 0 ? {} : { flags }),
  };
}
