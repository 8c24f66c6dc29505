/** What a buyer may use now: the one route by which others read our entitlements. @module */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Sql } from "postgres";
import type { Access } from "./entitlement.ts";

/** Names as on the wire. */
export type ProbedEntitlement = {
  readonly source: string;
  readonly access: Access;
  readonly renews: boolean | null;
  readonly access_until: string | null;
  readonly quantity: number | null;
  readonly grants: number | null;
};

type Row = Omit<ProbedEntitlement, "access_until" | "quantity" | "grants"> & {
  readonly access_until: Date | null;
  /** The driver gives a `bigint` as text; a check of the table keeps it exact as a number. */
  readonly quantity: string | null;
  readonly grants: string | null;
};

export async function readEntitlements(
  sql: Sql,
  buyerReference: string,
): Promise<readonly ProbedEntitlement[]> {
  const rows = await sql<Row[]>`
    select source, access, renews, access_until, quantity, grants from current_entitlement
    where buyer_reference = ${buyerReference} order by provider, source
  `;
  return rows.map(({ access_until, quantity, grants, ...row }) => ({
    ...row,
    access_until: access_until?.toISOString() ?? null,
    quantity: quantity === null ? null : Number(quantity),
    grants: grants === null ? null : Number(grants),
  }));
}

/**
 * Compares a bearer token with the right one in a time that tells nothing of either.
 *
 * Digests, since the comparison wants equal lengths, and would tell the token's by refusing.
 */
export function isAuthorized(authorization: string | undefined, token: string): boolean {
  return timingSafeEqual(sha256(authorization ?? ""), sha256(`Bearer ${token}`));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
