/** Generated histories, one delivery at a time: late, out of order, and again. @module */

import type { Requirement } from "../requirement.ts";
import { checkProperty } from "./check-property.ts";
import { arbitraryHistory } from "./history.ts";
import { playHistory } from "./play.ts";

/**
 * One delivery at a time, so that a counterexample is the order and nothing else. Deliveries in
 * flight together are `race/racing-deliveries`.
 */
export const anyOrder: Requirement = {
  id: "order/any-order",
  level: "MUST",
  profile: "state",
  claim: "Entitlements depend on what happened, not on the order, delay or number of deliveries.",
  source: 'ENT "Webhook deliveries can repeat"; target contract "What is right"; A12',
  check: (trial) =>
    checkProperty(trial, arbitraryHistory, (one, history) =>
      playHistory(one, history, "one by one"),
    ),
};
