/** Every mutant, an area a file, in the order of the requirements' areas. @module */

import { shared } from "../requirements/gwop/shared.ts";
import type { Mutant } from "./mutant.ts";
import { bodyMutants } from "./variants/body.ts";
import { dedupeMutants } from "./variants/dedupe.ts";
import { entitlementMutants } from "./variants/entitlement.ts";
import { envelopeMutants } from "./variants/envelope.ts";
import { gwopMutants } from "./variants/gwop.ts";
import { httpMutants } from "./variants/http.ts";
import { orderMutants } from "./variants/order.ts";
import { raceMutants } from "./variants/race.ts";
import { secrecyMutants } from "./variants/secrecy.ts";
import { signatureMutants } from "./variants/signature.ts";
import { stateMutants } from "./variants/state.ts";
import { timeMutants } from "./variants/time.ts";

const GWOP_KILLS: ReadonlySet<string> = new Set(
  shared.flatMap(({ proof }) => ("kills" in proof ? [proof.kills] : [])),
);

const ALL_OF_PROXY: readonly Mutant[] = [
  ...signatureMutants,
  ...timeMutants,
  ...bodyMutants,
  ...envelopeMutants,
  ...dedupeMutants,
  ...orderMutants,
  ...raceMutants,
  ...stateMutants,
  ...entitlementMutants,
  ...httpMutants,
  ...secrecyMutants,
];

/** The bugs that Gwop's receiver can have just as well. */
const BORROWED: readonly Mutant[] = ALL_OF_PROXY.filter(({ name, scheme = "t-v1" }) =>
  scheme === "t-v1" ? GWOP_KILLS.has(`gwop/${name}`) : false,
).map((mutant) => ({
  ...mutant,
  name: `gwop/${mutant.name}`,
  scheme: "gwop",
  isBorrowed: true,
}));

export const MUTANTS: readonly Mutant[] = [...ALL_OF_PROXY, ...BORROWED, ...gwopMutants];
