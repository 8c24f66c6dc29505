/** The bugs that are written down here, an area after the other. @module */

import type { Bug } from "../mutant.ts";
import { bodyMutants } from "./body.ts";
import { connectionMutants } from "./connection.ts";
import { dedupeMutants } from "./dedupe.ts";
import { memoryMutants } from "./dedupe-memory.ts";
import { entitlementMutants } from "./entitlement.ts";
import { envelopeMutants } from "./envelope.ts";
import { httpMutants } from "./http.ts";
import { idsAsOrderMutants } from "./ids-as-order.ts";
import { orderMutants } from "./order.ts";
import { raceMutants } from "./race.ts";
import { secrecyMutants } from "./secrecy.ts";
import { signatureContentMutants } from "./signature-content.ts";
import { signatureFormMutants } from "./signature-form.ts";
import { signatureHeaderMutants } from "./signature-header.ts";
import { statusMutants } from "./statuses.ts";
import { timeMutants } from "./time.ts";
import { valueMutants } from "./values.ts";

export const BUGS: readonly Bug[] = [
  ...signatureHeaderMutants,
  ...signatureFormMutants,
  ...signatureContentMutants,
  ...timeMutants,
  ...bodyMutants,
  ...envelopeMutants,
  ...dedupeMutants,
  ...orderMutants,
  ...idsAsOrderMutants,
  ...raceMutants,
  ...entitlementMutants,
  ...valueMutants,
  ...httpMutants,
  ...secrecyMutants,
  ...statusMutants,
  ...memoryMutants,
  ...connectionMutants,
];
