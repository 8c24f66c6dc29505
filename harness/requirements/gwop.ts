/** What is required of Gwop's endpoint: shared with Proxy's, and Gwop's own. @module */

import type { Requirement } from "../requirement.ts";
import { gwopBeside } from "./gwop/beside.ts";
import { gwopBuyers } from "./gwop/buyers.ts";
import { gwopEnvelope } from "./gwop/envelope.ts";
import { gwopIds } from "./gwop/ids.ts";
import { gwopMerchant } from "./gwop/merchant.ts";
import { gwopMoney } from "./gwop/money.ts";
import { gwopOrder } from "./gwop/order.ts";
import { gwopFlags } from "./gwop/order-flags.ts";
import { gwopParked } from "./gwop/parked.ts";
import { gwopRace } from "./gwop/race.ts";
import { gwopRegistration } from "./gwop/registration.ts";
import { shared } from "./gwop/shared.ts";
import { gwopSignature } from "./gwop/signature.ts";

export const gwop: readonly Requirement[] = [
  ...shared,
  ...gwopSignature,
  ...gwopEnvelope,
  ...gwopParked,
  ...gwopIds,
  ...gwopMerchant,
  ...gwopRegistration,
  ...gwopOrder,
  ...gwopFlags,
  ...gwopRace,
  ...gwopMoney,
  ...gwopBuyers,
  ...gwopBeside,
];
