/** Asks what one buyer may use, and how that came to be. @module */

import type { Sql } from "postgres";
import { type ProbedEntitlement, readEntitlements } from "../../probe.ts";
import { rowsOf } from "../../rows.ts";
import type { ReadState } from "../object/query.ts";

export type Change = ReadState & { readonly source: string };

export type KnownBuyer = {
  /** As the probe tells the app. */
  readonly entitlements: readonly ProbedEntitlement[];
  /** As far as deliveries of it are kept, the latest first. */
  readonly changes: readonly Change[];
};

/** Somebody with more has them at their objects. */
const SOURCES_MAX = 200;
export const CHANGES_SHOWN = 100;

/** @throws {postgres.PostgresError | DatabaseError} If the database fails. */
export async function findBuyer(sql: Sql, reference: string): Promise<KnownBuyer> {
  const entitlements = await readEntitlements(sql, reference);
  // Of each source by itself, since an index gives it in order; also of those that another stands in for.
  const changes = await rowsOf(
    sql<Change[]>`
      select
        told.provider, told.source, event_id, received_at, outcome, reason, code, kind, access,
        renews, access_until, quantity, to_jsonb(flags) as flags, version::text
      from (
        select provider, source, public_invoice_id from entitlement left join gwop_invoice
          on provider = 'gwop' and invoice_id = source
        where entitlement.buyer_reference = ${reference} limit ${SOURCES_MAX}
      ) as held, lateral (
        select * from delivery
        where object_id in (held.source, held.public_invoice_id) and provider = held.provider
          and outcome = 'applied'
        order by received_at desc limit ${CHANGES_SHOWN}
      ) as told
      order by received_at desc limit ${CHANGES_SHOWN}
    `,
  );
  return { entitlements, changes };
}
