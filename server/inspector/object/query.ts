/** Asks for the states of one object as they were read, and for what it is worth now. @module */

import type { Sql } from "postgres";
import { rowsOf } from "../../rows.ts";
import { findHeld, type Held, type State } from "../event/query.ts";
import type { Key } from "../key.ts";

export type ReadState = State & {
  readonly provider: string;
  readonly event_id: string | null;
  readonly received_at: Date;
  readonly outcome: string;
  readonly reason: string | null;
  readonly code: string | null;
  readonly kind: string | null;
  readonly version: string | null;
};

export type Invoice = {
  readonly invoice_id: string;
  readonly public_invoice_id: string;
  readonly buyer_reference: string;
  readonly amount_usdc: string;
  readonly registered_at: Date;
};

export type KnownObject = {
  readonly held: Held | null;
  /** Of Gwop's, as the app registered it. */
  readonly invoice: Invoice | null;
  /** When its units were granted, by which event; `null` where they were not. */
  readonly granted: { readonly event_id: string; readonly changed_at: Date } | null;
  /** As they were read, the latest first. */
  readonly states: readonly ReadState[];
};

export const STATES_SHOWN = 100;

/** @throws {postgres.PostgresError | DatabaseError} If the database fails. */
export async function findObject(sql: Sql, { provider, id }: Key): Promise<KnownObject> {
  const held = await findHeld(sql, provider, id);
  const invoice = provider === "gwop" ? await findInvoice(sql, id) : null;
  const source = held?.source ?? invoice?.invoice_id ?? id;
  const [granted = null] = await rowsOf(
    sql<NonNullable<KnownObject["granted"]>[]>`
      select event_id, changed_at from change
      where (provider, source) = (${provider}, ${source}) and initial_grant
    `,
  );
  const states = await rowsOf(
    sql<ReadState[]>`
      select
        provider, event_id, received_at, outcome, reason, code, kind, access, renews, access_until,
        quantity, to_jsonb(flags) as flags, version::text
      from delivery
      where object_id in (${source}, ${invoice?.public_invoice_id ?? id}) and provider = ${provider}
      order by received_at desc limit ${STATES_SHOWN}
    `,
  );
  return { held, invoice, granted, states };
}

async function findInvoice(sql: Sql, id: string): Promise<Invoice | null> {
  const [invoice = null] = await rowsOf(
    sql<Invoice[]>`
      select invoice_id, public_invoice_id, buyer_reference, amount_usdc, registered_at
      from gwop_invoice where invoice_id = ${id}
      union all
      select invoice_id, public_invoice_id, buyer_reference, amount_usdc, registered_at
      from gwop_invoice where public_invoice_id = ${id} and invoice_id <> ${id}
    `,
  );
  return invoice;
}
