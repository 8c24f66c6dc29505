/**
 * What is required of Proxy's endpoint alone: access follows Proxy's current state, read after the
 * signature held, never the payload.
 *
 * @module
 */

import type { ProxyEntry } from "../requirement.ts";
import { amounts } from "./amounts.ts";
import { beside } from "./beside.ts";
import { buyers } from "./buyers.ts";
import { dedupe } from "./dedupe.ts";
import { evidence } from "./evidence.ts";
import { failures } from "./failures.ts";
import { idsAsOrder } from "./ids-as-order.ts";
import { late } from "./late.ts";
import { near } from "./near.ts";
import { envelopeObject } from "./objects.ts";
import { sessions } from "./sessions.ts";
import { settings } from "./settings.ts";
import { staleness } from "./staleness.ts";
import { standIn } from "./stand-in.ts";
import { subscriptions } from "./subscriptions.ts";
import { tied } from "./tied.ts";
import { values } from "./values.ts";
import { writers } from "./writers.ts";
import { zone } from "./zone.ts";

export const PROXY_ENTRIES: readonly ProxyEntry[] = [
  ...settings,
  ...envelopeObject,
  ...dedupe,
  ...late,
  ...tied,
  ...near,
  ...idsAsOrder,
  ...writers,
  ...evidence,
  ...sessions,
  ...subscriptions,
  ...standIn,
  ...failures,
  ...staleness,
  ...amounts,
  ...buyers,
  ...values,
  ...beside,
  ...zone,
];
