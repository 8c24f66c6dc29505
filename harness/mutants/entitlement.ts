/**
 * What a state means for access, and the one record that is kept of it.
 *
 * @see docs/target-contract.md#what-is-right; docs/assumptions.md#a4; docs/assumptions.md#a7; docs/assumptions.md#a11; docs/assumptions.md#a17
 * @module
 */

import { fieldsOf } from "./envelope.ts";
import type { Parts } from "./parts.ts";
import type { Access } from "./records.ts";

type EntitlementParts =
  | "process"
  | "quantityOf"
  | "conclude"
  | "merge"
  | "dedupeKey"
  | "apply"
  | "write";

export const entitlement: Pick<Parts, EntitlementParts> = {
  process: async (event, verified, context) => {
    const { parts } = context;
    const key = parts.dedupeKey(event, verified);
    const state = event.snapshot === null ? null : await parts.resolve(event.snapshot, context);
    return parts.apply(key, state, context);
  },

  quantityOf: (cart) => {
    const items = fieldsOf(cart)?.["lineItems"];
    if (!Array.isArray(items)) return null;
    let sum = 0n;
    for (const item of items) {
      const quantity = wholeOf(fieldsOf(item)?.["quantity"]);
      if (quantity === null) return null;
      sum += quantity;
    }
    return sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : null;
  },

  conclude: ({ kind, status, periodEnd }, policy) => {
    if (kind === "session") return SESSION_ACCESS.get(status) ?? null;
    switch (status) {
      case "trialing":
      case "active":
        return "granted";
      case "past_due":
        return policy.pastDue;
      case "cancelled":
        // Whether the period is over is asked when access is read.
        return policy.cancelled === "until_period_end" && periodEnd !== null ? "granted" : "ended";
      default:
        return null;
    }
  },

  merge: (held, { state, access }, { parts }) => {
    if (held !== undefined && parts.compare(state, held.state) <= 0) return held;
    if (state.kind === "subscription") return { state, access, quantity: null, grants: null };
    const isFirstGrant = access === "granted" && held?.access !== "granted";
    return {
      state,
      // A17: what was provisioned and then taken back is over, and not just unavailable.
      access: access === "unavailable" && held?.access === "granted" ? "ended" : access,
      quantity: isFirstGrant ? state.quantity : (held?.quantity ?? null),
      grants: (held?.grants ?? 0) + (isFirstGrant ? 1 : 0),
    };
  },

  dedupeKey: ({ id }) => id,

  apply: (key, state, context) => {
    const { parts, storage } = context;
    return storage.transact((disk) => {
      if (disk.inbox.has(key)) return "duplicate";
      disk.inbox.add(key);
      return state === null ? "unchanged" : parts.write(disk, state, context);
    });
  },

  write: ({ entitlements }, state, context) => {
    const { parts, environment } = context;
    const access = parts.conclude(state, environment.policy);
    if (access === null) return "unchanged";
    const held = entitlements.get(state.id);
    const merged = parts.merge(held, { state, access }, context);
    entitlements.set(state.id, merged);
    return merged === held ? "stale" : "applied";
  },
};

/** A7: of a session's statuses only `provisionable` grants. */
const SESSION_ACCESS: ReadonlyMap<string, Access> = new Map([
  ["provisionable", "granted"],
  ["cancelled", "unavailable"],
  ["failed", "unavailable"],
  ["expired", "unavailable"],
]);

function wholeOf(quantity: unknown): bigint | null {
  return Number.isSafeInteger(quantity) && Number(quantity) >= 0 ? BigInt(Number(quantity)) : null;
}
