/** Bugs that only a receiver of Proxy's webhooks can have. @module */

import type { Bug } from "../../../mutants/mutant.ts";
import { accessMutants } from "./access.ts";
import { evidenceMutants } from "./evidence.ts";
import { failureMutants } from "./failures.ts";
import { envelopeObjectMutants } from "./objects.ts";
import { orderMutants } from "./order.ts";
import { raceMutants } from "./race.ts";

export const PROXY_BUGS: readonly Bug[] = [
  ...envelopeObjectMutants,
  ...orderMutants,
  ...raceMutants,
  ...evidenceMutants,
  ...accessMutants,
  ...failureMutants,
];
