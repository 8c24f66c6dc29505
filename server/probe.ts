/** What a buyer may use now: the one route by which others read our entitlements. @module */

import type { ISql } from "postgres";
import type { Access, ProviderName } from "./entitlement.ts";
import { rowsAbout } from "./rows.ts";

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

/** The one row of a buyer who has nothing: an answer about nobody could be an answer about anybody. */
type NoRow = { readonly provider: null };

/** @throws {postgres.PostgresError | DatabaseError} If the database fails: ask again. */
export async function readEntitlements(
  sql: ISql,
  buyerReference: string,
): Promise<readonly ProbedEntitlement[]> {
  const rows = await rowsAbout(
    buyerReference,
    sql<({ asked: string } & (Row | NoRow))[]>`
      select
        asked, provider, source, access, renews, access_until, quantity, grants,
        to_jsonb(flags) as flags -- the driver knows JSON; of arrays, only those that we send
      from (values (${buyerReference}::text)) as question (asked)
        left join current_entitlement on buyer_reference = asked
      order by provider, source
    `,
  );
  return rows.flatMap((row) => (row.provider === null ? [] : [toProbed(row)]));
}

/** Field by field: what was asked is no part of an entitlement. */
function toProbed(row: Row): ProbedEntitlement {
  const { provider, source, access, renews, access_until, quantity, grants, flags } = row;
  return {
    provider,
    source,
    access,
    renews,
    access_until: access_until?.toISOString() ?? null,
    quantity: quantity === null ? null : Number(quantity),
    grants: grants === null ? null : Number(grants),
    ...(flags.length > 0 ? { flags } : {}),
  };
}
