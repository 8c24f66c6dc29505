/** Bugs that only a receiver of Gwop's webhooks can have. @module */

import type { GwopBug } from "../receiver/parts.ts";
import { gwopBuyerMutants } from "./buyers.ts";
import { gwopEnvelopeMutants } from "./envelope.ts";
import { gwopIdMutants } from "./ids.ts";
import { gwopMerchantMutants } from "./merchant.ts";
import { gwopMoneyMutants } from "./money.ts";
import { gwopOrderMutants } from "./order.ts";
import { gwopParkedMutants } from "./parked.ts";
import { gwopRaceMutants } from "./race.ts";
import { gwopRegistrationMutants } from "./registration.ts";
import { gwopSignatureMutants } from "./signature.ts";

export const GWOP_BUGS: readonly GwopBug[] = [
  ...gwopSignatureMutants,
  ...gwopEnvelopeMutants,
  ...gwopParkedMutants,
  ...gwopIdMutants,
  ...gwopMerchantMutants,
  ...gwopRegistrationMutants,
  ...gwopOrderMutants,
  ...gwopRaceMutants,
  ...gwopMoneyMutants,
  ...gwopBuyerMutants,
];
