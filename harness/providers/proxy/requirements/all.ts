/**
 * Access follows Proxy's current state, read after the signature held, never the payload.
 *
 * @module
 */

import type { Requirement } from "../../../requirements/requirement.ts";
import { evidence } from "./evidence.ts";
import { failures } from "./failures.ts";
import { sessions } from "./sessions.ts";
import { staleness } from "./staleness.ts";
import { standIn } from "./stand-in.ts";
import { subscriptions } from "./subscriptions.ts";

export const state: readonly Requirement[] = [
  ...evidence,
  ...sessions,
  ...subscriptions,
  ...standIn,
  ...failures,
  ...staleness,
];
