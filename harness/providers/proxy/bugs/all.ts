/** Bugs that only a receiver of Proxy's webhooks can have. @module */

import type { ProxyBug } from "../receiver/parts.ts";
import { accessMutants } from "./access.ts";
import { besideMutants } from "./beside.ts";
import { evidenceMutants } from "./evidence.ts";
import { failureMutants } from "./failures.ts";
import { envelopeObjectMutants } from "./objects.ts";
import { orderMutants } from "./order.ts";
import { raceMutants } from "./race.ts";
import { valueMutants } from "./values.ts";

export const PROXY_BUGS: readonly ProxyBug[] = [
  ...envelopeObjectMutants,
  ...orderMutants,
  ...raceMutants,
  ...evidenceMutants,
  ...accessMutants,
  ...failureMutants,
  ...valueMutants,
  ...besideMutants,
];
