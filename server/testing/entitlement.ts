/** An entitlement of a test's own, of whatever source. @module */

import type { Entitlement, VersionKey } from "../entitlement.ts";

export function entitlementOf(
  source: string,
  version: VersionKey,
  change: Partial<Entitlement> = {},
): Entitlement {
  return {
    source,
    buyerReference: `buyer of ${source}`,
    access: "granted",
    renews: null,
    accessUntil: null,
    quantity: 3,
    startedBy: null,
    flags: [],
    version,
    ...change,
  };
}
