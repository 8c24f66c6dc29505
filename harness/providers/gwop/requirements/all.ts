/** What is required of Gwop's endpoint alone. @module */

import type { GwopEntry } from "../requirement.ts";
import { gwopBeside } from "./beside.ts";
import { gwopBuyers } from "./buyers.ts";
import { gwopEnvelope } from "./envelope.ts";
import { gwopIds } from "./ids.ts";
import { gwopIdsAsOrder } from "./ids-as-order.ts";
import { gwopMerchant } from "./merchant.ts";
import { gwopMoney } from "./money.ts";
import { gwopOrder } from "./order.ts";
import { gwopFlags } from "./order-flags.ts";
import { gwopParked } from "./parked.ts";
import { gwopRace } from "./race.ts";
import { gwopRegistration } from "./registration.ts";
import { gwopSignature } from "./signature.ts";

export const GWOP_ENTRIES: readonly GwopEntry[] = [
  ...gwopSignature,
  ...gwopEnvelope,
  ...gwopParked,
  ...gwopIds,
  ...gwopMerchant,
  ...gwopRegistration,
  ...gwopOrder,
  ...gwopIdsAsOrder,
  ...gwopFlags,
  ...gwopRace,
  ...gwopMoney,
  ...gwopBuyers,
  ...gwopBeside,
];
