/** Receivers of Gwop's webhooks that have a bug which Proxy's can't have. @module */

import type { Mutant } from "../mutant.ts";
import { gwopBuyerMutants } from "./gwop/buyers.ts";
import { gwopEnvelopeMutants } from "./gwop/envelope.ts";
import { gwopIdMutants } from "./gwop/ids.ts";
import { gwopMerchantMutants } from "./gwop/merchant.ts";
import { gwopMoneyMutants } from "./gwop/money.ts";
import { gwopOrderMutants } from "./gwop/order.ts";
import { gwopParkedMutants } from "./gwop/parked.ts";
import { gwopRaceMutants } from "./gwop/race.ts";
import { gwopRegistrationMutants } from "./gwop/registration.ts";
import { gwopSignatureMutants } from "./gwop/signature.ts";

export const gwopMutants: readonly Mutant[] = [
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
