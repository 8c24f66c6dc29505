/** Every mutant, an area a file, in the order of the requirements' areas. @module */

import type { Mutant } from "./mutant.ts";
import { bodyMutants } from "./variants/body.ts";
import { dedupeMutants } from "./variants/dedupe.ts";
import { entitlementMutants } from "./variants/entitlement.ts";
import { envelopeMutants } from "./variants/envelope.ts";
import { httpMutants } from "./variants/http.ts";
import { orderMutants } from "./variants/order.ts";
import { raceMutants } from "./variants/race.ts";
import { secrecyMutants } from "./variants/secrecy.ts";
import { signatureMutants } from "./variants/signature.ts";
import { stateMutants } from "./variants/state.ts";
import { timeMutants } from "./variants/time.ts";

export const MUTANTS: readonly Mutant[] = [
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
