/** Receivers that take a value of Proxy's for one that it need not be. @module */

import { fieldsOf } from "../../../mutants/envelope.ts";
import { Outage } from "../../../mutants/passing.ts";
import type { Entitlement, State } from "../../../mutants/records.ts";
import type { ProxyBug, ProxyParts } from "../receiver/parts.ts";

type Fields = Readonly<Record<string, unknown>>;

const INT_32_MAX = 2_147_483_647;
const SECOND_MS = 1000;

export const valueMutants: readonly ProxyBug[] = [
  {
    name: "entitlement/object-ids-in-lower-case",
    bug: "It keeps one record for two objects whose ids differ in upper and lower case only.",
    parts: (correct) => ({
      ...correct,
      write: ({ entitlements, ...disk }, state, context) => {
        const own = new OneCase();
        for (const [id, held] of entitlements) own.set(id, held);
        const outcome = correct.write({ ...disk, entitlements: own }, state, context);
        entitlements.clear();
        for (const held of own.values()) entitlements.set(held.state.id, held);
        return outcome;
      },
    }),
  },
  {
    name: "entitlement/cart-needs-lines",
    bug: "It fails on a cart without a list of lines.",
    parts: readingState((object) => {
      const cart = fieldsOf(object["cart_snapshot"]);
      if (cart !== null && !Array.isArray(cart["lineItems"])) throw new Outage("no lines");
    }),
  },
  {
    name: "entitlement/lines-need-quantities",
    bug: "It fails on a cart in which a line has no whole quantity.",
    parts: readingState((object) => {
      const lines = fieldsOf(object["cart_snapshot"])?.["lineItems"];
      if (!Array.isArray(lines)) return;
      const isWhole = (line: unknown) => Number.isInteger(fieldsOf(line)?.["quantity"]);
      if (!lines.every(isWhole)) throw new Outage("no quantity");
    }),
  },
  {
    name: "entitlement/needs-a-period",
    bug: "It fails on a subscription without a period.",
    parts: readingState((object) => {
      if (object["current_period_end"] === null) throw new Outage("no period");
    }),
  },
  {
    name: "entitlement/no-period-is-1970",
    bug: "It shows 1970 as the end of a subscription that has no period.",
    parts: keepingPeriods(({ kind, periodEnd }) =>
      kind === "subscription" ? (periodEnd ?? new Date(0).toISOString()) : periodEnd,
    ),
  },
  {
    name: "entitlement/null-leaves-the-period",
    bug: "It keeps the period that it held where there is none any more.",
    parts: (correct) => ({
      ...correct,
      merge: (held, { state, access }, context) => {
        const periodEnd = state.periodEnd ?? held?.state.periodEnd ?? null;
        const merged = correct.merge(held, { state, access }, context);
        return merged === held ? merged : { ...merged, state: { ...merged.state, periodEnd } };
      },
    }),
  },
  {
    name: "entitlement/periods-in-31-bits",
    bug: "It keeps the end of a period in 31 bits of seconds, which are over in 2038.",
    parts: keepingPeriods(({ periodEnd }) => {
      if (periodEnd === null) return null;
      const seconds = Math.floor(Date.parse(periodEnd) / SECOND_MS);
      return new Date((seconds % (INT_32_MAX + 1)) * SECOND_MS).toISOString();
    }),
  },
  {
    name: "entitlement/periods-to-2106",
    bug: "It fails on a period that ends after 32 bits of seconds.",
    parts: readingState((object) => {
      const end = Date.parse(String(object["current_period_end"]));
      if (end / SECOND_MS > 2 * INT_32_MAX + 1) throw new Outage("no room for the period");
    }),
  },
  {
    name: "state/needs-what-may-be-null",
    bug: "It fails on a subscription whose latest payment has no status.",
    parts: readingState((object) => {
      if (object["latest_payment_status"] === null) throw new Outage("no status of the payment");
    }),
  },
  {
    name: "state/needs-null",
    bug: "It takes a session that knows where its payer goes next for one that it can't read.",
    parts: readingState((object) => {
      const url = object["payer_destination_url"] ?? null;
      if (url !== null) throw new Outage("what is this?");
    }),
  },
  {
    name: "state/amounts-in-31-bits",
    bug: "It fails on the amount of an invoice that 31 bits don't hold.",
    parts: readingState((object) => {
      if (Number(object["latest_invoice_amount_minor"] ?? 0) > INT_32_MAX) {
        throw new Outage("no room for the amount");
      }
    }),
  },
  {
    name: "state/dates-to-2038",
    bug: "It fails on a session that expires after 31 bits of seconds.",
    parts: readingState((object) => {
      const end = Date.parse(String(object["expires_at"] ?? new Date(0).toISOString()));
      if (end / SECOND_MS > INT_32_MAX) throw new Outage("no room for the date");
    }),
  },
];

/** Keys that differ in their case are one. */
class OneCase extends Map<string, Entitlement> {
  override get(key: string): Entitlement | undefined {
    return super.get(key.toLowerCase());
  }
  override set(key: string, value: Entitlement): this {
    return super.set(key.toLowerCase(), value);
  }
}

/** Looks at the objects that are read, and fails on some. */
function readingState(look: (object: Fields) => void): (correct: ProxyParts) => ProxyParts {
  return (correct) => ({
    ...correct,
    readState: async (kind, id, environment) => {
      const object = await correct.readState(kind, id, environment);
      look(fieldsOf(object) ?? {});
      return object;
    },
  });
}

function keepingPeriods(
  periodOf: (state: State) => string | null,
): (correct: ProxyParts) => ProxyParts {
  return (correct) => ({
    ...correct,
    shown: (entitlement, disk, context) => {
      const shown = correct.shown(entitlement, disk, context);
      return { ...shown, access_until: periodOf(entitlement.state) };
    },
  });
}
