/** What is delivered: how an event is cast, what it needs to find, and what must be stored once it is acknowledged. @module */

import type postgres from "postgres";
import { type Endpoint, UNKNOWN_TYPE } from "../../harness/courier/delivery.ts";
import { GWOP_SCHEME } from "../../harness/providers/gwop/scheme.ts";
import { gwopSender } from "../../harness/providers/gwop/sender.ts";
import { BASE_AMOUNT, itemsOf } from "../../harness/providers/gwop/verbs.ts";
import { T_V1 } from "../../harness/providers/proxy/schemes.ts";
import { PROXY_SENDER } from "../../harness/providers/proxy/sender.ts";
import { INVOICE_ID, INVOICE_PAID, MERCHANT_ID, NAME, PURCHASE, uuidOf } from "./moulds.ts";

/** No two secrets of the receiver may be the same. */
export const SECRET = "whsec_YmVuY2ggc2VjcmV0IGZvciBhIGJlbmNoIG9ubHk=";
export const GWOP_SECRET = "whsec_b3RoZXIgc2VjcmV0IGZvciBhIGJlbmNoIG9ubHk=";

export type Workload = {
  readonly endpoint: Omit<Endpoint, "webhook"> & { readonly path: string };
  readonly type: string;
  /** @param name 32 hex digits, of no other event. */
  readonly bodyOf: (name: string) => string;
  /** Rows that were there before the event: whoever bought had ordered. */
  readonly prepare: (sql: postgres.Sql, names: readonly string[]) => Promise<void>;
  /** How many rows there must be of each, one an acknowledged event; none where nothing is stored. */
  readonly stored: (sql: postgres.Sql) => Promise<Readonly<Record<string, number>>>;
};

const AT_PROXY = {
  path: "/api/proxy/webhook",
  scheme: T_V1,
  secrets: [SECRET],
  spell: PROXY_SENDER.wire.spell,
} as const;

const { wire: GWOP } = gwopSender(MERCHANT_ID, null);

const CREATED_AT = PURCHASE.created_at;
const PURCHASE_BODY = JSON.stringify(PROXY_SENDER.wire.spell(PURCHASE));
const INVOICE_BODY = JSON.stringify(GWOP.spell(INVOICE_PAID));

/** In one statement. */
const ROWS_MAX = 20_000;

/** An event of a type that nobody knows: recorded, and nothing is read for it. */
const inbox: Workload = {
  endpoint: AT_PROXY,
  type: UNKNOWN_TYPE,
  bodyOf: (name) =>
    JSON.stringify({ id: `evt_${name}`, type: UNKNOWN_TYPE, created_at: CREATED_AT, data: {} }),
  prepare: async () => undefined,
  stored: (sql) => count(sql`select count(*)::int as events from inbox`),
};

/** A purchase: its state is read, and it is granted. */
const grant: Workload = {
  endpoint: AT_PROXY,
  type: PURCHASE.type,
  bodyOf: (name) => PURCHASE_BODY.replaceAll(NAME, name),
  prepare: async () => undefined,
  stored: countGrants,
};

/** The same to a receiver that believes the payload. */
const textbook: Workload = {
  ...grant,
  prepare: (sql, names) =>
    inParts(names, async (some) => {
      const ids = some.map((name) => `psess_${name}`);
      await sql`insert into purchase select id, 'created' from unnest(${ids}::text[]) as id`;
    }),
  stored: (sql) =>
    count(sql`select
      (select count(*)::int from webhook_event) as events,
      (select count(*)::int from purchase where status <> 'created') as changed`),
};

/** A paid invoice, which the app had registered: the event is the evidence, and nothing is read. */
const gwop: Workload = {
  endpoint: {
    path: "/api/gwop/webhook",
    scheme: GWOP_SCHEME,
    secrets: [GWOP_SECRET],
    spell: GWOP.spell,
  },
  type: INVOICE_PAID.type,
  bodyOf: (name) => INVOICE_BODY.replaceAll(INVOICE_ID, uuidOf(name)).replaceAll(NAME, name),
  prepare: (sql, names) =>
    inParts(names, async (some) => {
      await sql`
        insert into gwop_invoice (invoice_id, public_invoice_id, buyer_reference, amount_usdc, items)
        select id, 'inv_' || name, 'buyer_' || name, ${BASE_AMOUNT}::numeric, ${sql.json(itemsOf(2))}
        from unnest(${some.map(uuidOf)}::text[], ${[...some]}::text[]) as t (id, name)
      `;
    }),
  stored: countGrants,
};

/** Nothing is stored, so that one request may be sent over and over. */
const nothing: Workload = { ...inbox, stored: async () => ({}) };

export const WORKLOADS = { inbox, grant, textbook, gwop, nothing } as const;

function countGrants(sql: postgres.Sql): Promise<Readonly<Record<string, number>>> {
  return count(sql`select
    (select count(*)::int from inbox) as events,
    (select count(*)::int from entitlement where access = 'granted') as granted,
    (select count(*)::int from change where initial_grant) as grants`);
}

async function count(
  query: postgres.PendingQuery<postgres.Row[]>,
): Promise<Readonly<Record<string, number>>> {
  const [row = {}] = await query;
  return { ...row };
}

async function inParts(
  names: readonly string[],
  insert: (some: readonly string[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < names.length; from += ROWS_MAX) {
    await insert(names.slice(from, from + ROWS_MAX));
  }
}
