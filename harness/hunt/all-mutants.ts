/** Every mutant, an area a file, in the order of the requirements' areas. @module */

import { signatureMutants } from "../mutants/bugs/all.ts";
import { bodyMutants } from "../mutants/bugs/body.ts";
import { dedupeMutants } from "../mutants/bugs/dedupe.ts";
import { entitlementMutants } from "../mutants/bugs/entitlement.ts";
import { envelopeMutants } from "../mutants/bugs/envelope.ts";
import { httpMutants } from "../mutants/bugs/http.ts";
import { secrecyMutants } from "../mutants/bugs/secrecy.ts";
import { timeMutants } from "../mutants/bugs/time.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { gwopMutants } from "../providers/gwop/bugs/all.ts";
import { shared } from "../providers/gwop/requirements/shared.ts";
import { stateMutants } from "../providers/proxy/bugs/all.ts";
import { orderMutants } from "../providers/proxy/bugs/order.ts";
import { raceMutants } from "../providers/proxy/bugs/race.ts";

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
