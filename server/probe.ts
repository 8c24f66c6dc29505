/** What a buyer may use now: the one route by which others read our entitlements. @module */

import type { Sql } from "postgres";
import { rowsOf } from "./database.ts";
import type { Access, ProviderName } from "./entitlement.ts";

/** Names as on the wire. */
export type ProbedEntitlement = {
  readonly provider: ProviderName;
  readonly source: string;
  readonly access: Access;
  readonly renews: boolean | null;
  readonly access_until: string | null;
  readonly quantity: number | null;
  readonly grants: number | null;
  /** Left out where there is none. */
  readonly flags?: readonly string[];
};

type Row = Omit<ProbedEntitlement, "access_until" | "quantity" | "grants" | "flags"> & {
  readonly access_until: Date | null;
  /** The driver gives a `bigint` as text; a check of the table keeps it exact as a number. */
  readonly quantity: string | null;
  readonly grants: string | null;
  readonly flags: readonly string[];
};

export async function readEntitlements(
  sql: Sql,
  buyerReference: string,
): Promise<readonly ProbedEntitlement[]> {
  const rows = await rowsOf(sql<Row[]>`
    select
      provider, source, access, renews, access_until, quantity, grants,
      to_jsonb(flags) as flags -- the driver knows JSON; of arrays, only those that we send
    from current_entitlement
    where buyer_reference = ${buyerReference} order by provider, source
  `);
  return rows.map(({ access_until, quantity, grants, flags, ...row }) => ({
    ...row,
    access_until: access_until?.toISOString() ?? null,
    quantity: quantity === null ? null : Number(quantity),
    grants: grants === null ? null : Number(grants),
    ...(flags.length > 0 ? { flags } : {}),
  }));
}
