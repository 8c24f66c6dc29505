/**
 * Brings an invoice's entitlement up to what is known of the invoice.
 *
 * Everybody who adds to what is known, by an event or by a registration, writes first and refolds
 * then. Of two who do so at the same moment, the one whose write commits last looks after both, and
 * so sees both: no event and no registration can be missed by everyone.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import type { Outcome } from "../apply.ts";
import type { Desk } from "../intake.ts";
import { rowsAbout } from "../rows.ts";
import { restoreFact, type StoredFact } from "./fact.ts";
import { concludeInvoice, type Invoice, type InvoiceItem } from "./invoice.ts";

/** Whatever ids of an invoice somebody gave. */
export type InvoiceIds = { readonly id: string; readonly otherId: string | null };

/**
 * What a refold did: as `applyEvents` says; `parked`, no registered invoice has these ids, and the
 * facts wait for it; `ids_disagree`, one of the ids is a registered invoice's and the other is not.
 */
export type Refolded = Outcome | "parked" | "ids_disagree";

/**
 * Looks at an invoice and all facts of it, folds them, and writes what they mean.
 *
 * Harmless at any time, by anyone, as often as you like: a crash before it is made good by the next
 * delivery or registration that comes along, a duplicate too. Two folds may be written in either
 * order, since what a primary shows only ever grows: the one that saw more facts saw all that the
 * other did, and the number of facts is the version by which the entitlement's row lets it win.
 * So `desk` must not lead to a replica.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Nothing is lost: do it again.
 */
export async function refold(desk: Desk, ids: InvoiceIds): Promise<Refolded> {
  const rows = await desk.ask((sql) => look(sql, ids));
  const [first] = rows;
  if (first === undefined) {
    const isHalf = await desk.ask((sql) => isHalfKnown(sql, ids));
    return isHalf ? "ids_disagree" : "parked";
  }

  const facts = rows.flatMap(({ event_id, fact }) =>
    event_id === null || fact === null ? [] : [restoreFact(event_id, fact)],
  );
  const conclusion = concludeInvoice(toInvoice(first), facts);
  // A copy tells nothing new: without this, whoever resends one would have us write each time.
  if (conclusion === null || Number(first.held_version ?? 0) >= facts.length) return "unchanged";

  return desk.apply({ isRecorded: true, provider: "gwop", ...conclusion });
}

type Row = {
  readonly invoice_id: string;
  readonly public_invoice_id: string;
  readonly buyer_reference: string;
  readonly amount_usdc: string;
  readonly items: readonly InvoiceItem[];
  /** Of how many facts the entitlement was made; `null` where there is none. */
  readonly held_version: string | null;
  readonly event_id: string | null;
  readonly fact: StoredFact | null;
};

/** The one row where no invoice has these ids. */
type NoInvoice = { readonly invoice_id: null };

/**
 * One statement, so one snapshot: the invoice whose ids these are, with all its facts.
 *
 * An event belongs to an invoice where every id that it gives is one of the invoice's two. One whose
 * ids are those of two invoices contradicts itself, and belongs to neither. Two equalities, each a
 * look into the index: of one `or`, a planner that has not yet seen a fact makes a scan of them all. For
 * the same reason the entitlement is asked for by a question of its own: of a join it makes one by
 * the provider alone.
 *
 * It is asked under a name of its own: the answer to an earlier look would lack the latest fact.
 *
 * @returns A row a fact; one without a fact where there is none; no row where there is no invoice.
 */
async function look(sql: Sql, { id, otherId }: InvoiceIds): Promise<readonly Row[]> {
  const asked = randomUUID();
  const rows = await rowsAbout(
    asked,
    sql<({ asked: string } & (Row | NoInvoice))[]>`
    select
      asked, invoice.invoice_id, invoice.public_invoice_id, invoice.buyer_reference, invoice.amount_usdc,
      invoice.items, told.event_id, told.fact, (
        select version[1] from entitlement where provider = 'gwop' and source = invoice.invoice_id
      ) as held_version
    from (values (${asked}::text)) as question (asked)
      left join gwop_invoice invoice
        on ${id} in (invoice.invoice_id, invoice.public_invoice_id)
        and ${otherId ?? id} in (invoice.invoice_id, invoice.public_invoice_id)
      left join lateral (
        select event_id, fact, other_id from inbox
        where provider = 'gwop' and fact is not null and object_id = invoice.invoice_id
        union all
        select event_id, fact, other_id from inbox
        where provider = 'gwop' and fact is not null and object_id = invoice.public_invoice_id
          and invoice.public_invoice_id <> invoice.invoice_id
      ) told on coalesce(told.other_id in (invoice.invoice_id, invoice.public_invoice_id), true)
  `,
  );
  return rows.flatMap((row) => (row.invoice_id === null ? [] : [row]));
}

/**
 * Money that waits for ever: a misspelt registration, or an event that contradicts itself. An equality
 * at a time, as in {@link look}.
 */
async function isHalfKnown(sql: Sql, { id, otherId }: InvoiceIds): Promise<boolean> {
  const asked = randomUUID();
  const [answer] = await rowsAbout(
    asked,
    sql<{ asked: string; is_known: boolean }[]>`
      select ${asked}::text as asked,
        exists (select from gwop_invoice where invoice_id = ${id})
        or exists (select from gwop_invoice where public_invoice_id = ${id})
        or exists (select from gwop_invoice where invoice_id = ${otherId ?? id})
        or exists (select from gwop_invoice where public_invoice_id = ${otherId ?? id})
        as is_known
    `,
  );
  return answer?.is_known === true;
}

function toInvoice(row: Row): Invoice {
  return {
    invoiceId: row.invoice_id,
    publicInvoiceId: row.public_invoice_id,
    buyerReference: row.buyer_reference,
    amountUsdc: BigInt(row.amount_usdc),
    items: row.items,
  };
}
