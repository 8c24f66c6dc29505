/**
 * Access follows Proxy's current state, read after the signature held, never the payload.
 *
 * @module
 */

import type { Requirement } from "../requirement.ts";
import { evidence } from "./state-evidence.ts";
import { failures } from "./state-failures.ts";
import { sessions } from "./state-sessions.ts";
import { staleness } from "./state-staleness.ts";
import { standIn } from "./state-stand-in.ts";
import { subscriptions } from "./state-subscriptions.ts";

export const state: readonly Requirement[] = [
  ...evidence,
  ...sessions,
  ...subscriptions,
  ...standIn,
  ...failures,
  ...staleness,
];
