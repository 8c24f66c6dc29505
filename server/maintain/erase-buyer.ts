/**
 * Erases a buyer on request: whatever is stored under their reference, and what leads to it.
 *
 * @module
 */

import { setTimeout as pause } from "node:timers/promises";
import type { ISql, Sql } from "postgres";
import { rowsOf } from "../rows.ts";

/** Within this a delivery is answered: what was under way has been applied by then, or never will be. */
const SETTLE_MS = 10_000;

/** Who comes back twice is still told of. */
const LOOKS_MAX = 3;

/** For reading the two tables that have no index by object: seconds, with ten million rows. */
const STATEMENT_TIMEOUT = "10min";

/** How many rows, by what they are. */
export type Erased = {
  readonly entitlements: number;
  readonly changes: number;
  readonly events: number;
  readonly invoices: number;
  /** In the log of them, with what was captured. */
  readonly deliveries: number;
};

export type Erasure = {
  readonly erased: Erased;
  /** Whether the buyer was there again at the last look: somebody still tells of them. */
  readonly isBack: boolean;
};

export type EraseOptions = {
  /** As we named the buyer to the provider, exactly. */
  readonly buyerReference: string;
  /** Counts what would be erased, and looks once. */
  readonly isDry: boolean;
  /** Ends the waiting between two looks. */
  readonly signal: AbortSignal;
  /** What to wait for between two looks; 10 s unless given. */
  readonly settle?: (signal: AbortSignal) => Promise<unknown>;
};

/**
 * Erases a buyer, each time in one transaction, and looks again until nothing comes back: a delivery
 * that read the buyer's state before, and is applied after, makes them anew.
 *
 * @param sql May `begin`.
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Do it again.
 */
export async function eraseBuyer(sql: Sql, options: EraseOptions): Promise<Erasure> {
  const { isDry, signal, settle = (ended) => pause(SETTLE_MS, null, { signal: ended }) } = options;
  let last = await eraseOnce(sql, options);
  let erased = last;
  for (let look = 2; look <= LOOKS_MAX && isBuyer(last) && !isDry; look += 1) {
    await settle(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) break;
    last = await eraseOnce(sql, options);
    erased = add(erased, last);
  }
  return { erased, isBack: isBuyer(last) && !isDry };
}

/** To make the driver roll back: it commits what ends well. */
class RollBack extends Error {}

async function eraseOnce(sql: Sql, { buyerReference, isDry }: EraseOptions): Promise<Erased> {
  let erased: Erased | undefined;
  try {
    const transaction = sql.begin(async (tx) => {
      await rowsOf(tx`select set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true)`);
      await lock(tx, buyerReference);
      [erased] = await erase(tx, buyerReference);
      if (isDry) throw new RollBack();
      return [];
    });
    await rowsOf(transaction); // tells what is wrong with the way to the database
  } catch (error) {
    if (!(error instanceof RollBack)) throw error;
  }
  if (erased === undefined) throw new Error("Bug: erased without a count");
  return erased;
}

/**
 * In a statement before, so that the next one sees all that was written under these rows' locks: a change
 * that came in between would be left without its entitlement.
 */
async function lock(tx: ISql, buyerReference: string): Promise<void> {
  await rowsOf(tx`
    select 1 from entitlement where buyer_reference = ${buyerReference}
    order by provider, source for update
  `);
}

/** An object is what the provider's events are about: a session, a subscription, an invoice. */
function erase(tx: ISql, buyerReference: string): Promise<readonly Erased[]> {
  return rowsOf(tx<Erased[]>`
    with held as (
      delete from entitlement where buyer_reference = ${buyerReference} returning provider, source
    ),
    invoice as (
      delete from gwop_invoice where buyer_reference = ${buyerReference}
      returning invoice_id, public_invoice_id
    ),
    object as (
      select provider, source as id from held
      union select 'gwop', invoice_id from invoice
      union select 'gwop', public_invoice_id from invoice
    ),
    logged as (
      delete from change where exists (
        select from object where (object.provider, object.id) = (change.provider, change.source)
      )
      returning 1
    ),
    told as (
      delete from inbox where exists (
        select from object
        where object.provider = inbox.provider and object.id in (inbox.object_id, inbox.other_id)
      )
      returning provider, event_id
    ),
    -- By keys, since there may be ten million: of the events, too, where the object wasn't known.
    about as (
      select delivery.id from object
        join delivery on (delivery.provider, delivery.object_id) = (object.provider, object.id)
      union
      select delivery.id from told
        join delivery on (delivery.provider, delivery.event_id) = (told.provider, told.event_id)
    ),
    uncaptured as (
      delete from captured
      where delivery_id in (select id from about)
        or position(to_json(${buyerReference}::text)::text in body) > 0
    ),
    seen as (delete from delivery where id in (select id from about) returning 1)
    select
      (select count(*)::int from held) as entitlements,
      (select count(*)::int from logged) as changes,
      (select count(*)::int from told) as events,
      (select count(*)::int from invoice) as invoices,
      (select count(*)::int from seen) as deliveries
  `);
}

function isBuyer({ entitlements, invoices }: Erased): boolean {
  return entitlements + invoices > 0;
}

function add(one: Erased, other: Erased): Erased {
  return {
    entitlements: one.entitlements + other.entitlements,
    changes: one.changes + other.changes,
    events: one.events + other.events,
    invoices: one.invoices + other.invoices,
    deliveries: one.deliveries + other.deliveries,
  };
}
