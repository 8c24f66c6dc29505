/**
 * Proxy's current state: read after the signature held, checked, and never older than the event.
 *
 * @see docs/assumptions.md#a8 (reading); docs/assumptions.md#a10 (failures); docs/assumptions.md#a11 (order)
 * @module
 */

import { fieldsOf } from "../../../mutants/envelope.ts";
import { Outage } from "../../../mutants/passing.ts";
import type { ObjectKind, State } from "../../../mutants/records.ts";
import { PROXY_NAMES } from "./names.ts";
import type { ProxyParts } from "./parts.ts";
import { isStamp, signOf, stampOf } from "./stamp.ts";

type Own = "resolve" | "readState" | "stateOf" | "compare";

const COLLECTIONS: Readonly<Record<ObjectKind, string>> = {
  session: "proxy_sessions",
  subscription: "subscriptions",
};

const PREFIXES: Readonly<Record<ObjectKind, string>> = { session: "psess_", subscription: "psub_" };

/** A11: at one `updated_at` a later status is the newer. */
const RANKS: Readonly<Record<ObjectKind, readonly string[]>> = {
  session: [
    "created",
    "payer_handoff_pending",
    "payer_opened",
    "paid",
    "provisionable",
    "cancelled",
    "failed",
    "expired",
  ],
  subscription: ["trialing", "active", "past_due", "cancelled"],
};

export const state: Pick<ProxyParts, Own> = {
  resolve: async (snapshot, context) => {
    const { parts, environment } = context;
    const { kind, id } = snapshot;
    const read = parts.stateOf(await parts.readState(kind, id, environment), kind, context);
    if (read === null || read.id !== id || read.status === "" || read.buyer === "") {
      throw new Outage("not the object that was asked for");
    }
    // A status that we don't know has no place in the order, and changes nothing.
    const isRanked = RANKS[kind].includes(read.status);
    if (isRanked && parts.compare(read, snapshot) < 0) throw new Outage("older than the event");
    return read;
  },

  readState: async (kind, id, { own, apiTimeoutMs, after, fetch }) => {
    try {
      const { PROXY_API_BASE_URL: apiUrl, PROXY_SECRET_KEY: apiKey } = own;
      const response = await fetch(`${apiUrl}/${COLLECTIONS[kind]}/${encodeURIComponent(id)}`, {
        headers: { authorization: `Bearer ${apiKey}` },
        redirect: "error",
        signal: after(apiTimeoutMs),
      });
      if (response.status !== 200) throw new Outage(`the API answered ${response.status}`);
      return await response.json();
    } catch (cause) {
      throw new Outage("the state could not be read", { cause });
    }
  },

  stateOf: (object, kind, { parts }) => {
    const fields = fieldsOf(object);
    const { id, updated_at: updatedAt, current_period_end: periodEnd } = fields ?? {};
    if (!parts.isId(id) || !isStamp(updatedAt)) return null;
    if (!id.startsWith(PREFIXES[kind])) return null;
    return {
      provider: PROXY_NAMES.provider,
      kind,
      id,
      buyer: textOf(fields?.["buyer_reference"]) ?? "",
      status: textOf(fields?.["status"]) ?? "",
      updatedAt: stampOf(updatedAt),
      quantity: kind === "session" ? parts.quantityOf(fields?.["cart_snapshot"]) : null,
      startedBy: textOf(fields?.["original_proxy_session_id"]),
      cancelsAtPeriodEnd: fields?.["cancel_at_period_end"] === true,
      periodEnd: isStamp(periodEnd) ? periodEnd : null,
    };
  },

  compare: (a, b) =>
    signOf(a.updatedAt - b.updatedAt) ||
    rankOf(a) - rankOf(b) ||
    Number(a.cancelsAtPeriodEnd) - Number(b.cancelsAtPeriodEnd) ||
    signOf(periodOf(a) - periodOf(b)),
};

function rankOf({ kind, status }: State): number {
  return RANKS[kind].indexOf(status);
}

/** Null comes first; zero stands for it, since both sides may be null and must then be equal. */
function periodOf({ periodEnd }: State): bigint {
  return periodEnd === null ? 0n : stampOf(periodEnd);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
