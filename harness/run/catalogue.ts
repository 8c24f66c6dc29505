/** Every requirement, in the order of a report: that of the newest set. @module */

import { type Invariant, invariant } from "../properties/invariant.ts";
import { INVARIANT_ENTRIES } from "../properties/invariants.ts";
import { invoiceInvariants } from "../providers/gwop/invariants.ts";
import { ofGwop } from "../providers/gwop/requirement.ts";
import { GWOP_ENTRIES } from "../providers/gwop/requirements/all.ts";
import { shared } from "../providers/gwop/requirements/shared.ts";
import { ofProxy } from "../providers/proxy/requirement.ts";
import { PROXY_ENTRIES } from "../providers/proxy/requirements/all.ts";
import { ENTRIES } from "../requirements/all.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { inOrderOfSet, NEWEST_SET } from "./requirement-sets.ts";

const PROXY_INVARIANTS: readonly Invariant[] = INVARIANT_ENTRIES.map((entry) =>
  invariant(ofProxy(entry)),
);

/** Sender by sender. */
export const INVARIANTS: readonly Invariant[] = [
  ...PROXY_INVARIANTS,
  ...invoiceInvariants(PROXY_INVARIANTS),
];

/** Sender by sender, in each area what was written by hand, then the invariants. */
export const CATALOGUE: readonly Requirement[] = inOrderOfSet(NEWEST_SET, [
  ...[...ENTRIES, ...PROXY_ENTRIES].map(ofProxy),
  ...shared,
  ...GWOP_ENTRIES.map(ofGwop),
  ...INVARIANTS,
]);
