/** What is required of Gwop's endpoint: shared with Proxy's, and Gwop's own. @module */

import type { Requirement } from "../../../requirements/requirement.ts";
import { gwopBeside } from "./beside.ts";
import { gwopBuyers } from "./buyers.ts";
import { gwopEnvelope } from "./envelope.ts";
import { gwopIds } from "./ids.ts";
import { gwopMerchant } from "./merchant.ts";
import { gwopMoney } from "./money.ts";
import { gwopOrder } from "./order.ts";
import { gwopFlags } from "./order-flags.ts";
import { gwopParked } from "./parked.ts";
import { gwopRace } from "./race.ts";
import { gwopRegistration } from "./registration.ts";
import { shared } from "./shared.ts";
import { gwopSignature } from "./signature.ts";

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
